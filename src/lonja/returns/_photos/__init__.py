"""Pictures that buyers add to a return: seen by staff and by them alone, and gone after a while."""
