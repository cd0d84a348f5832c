"""What both HTTP apps share: problems, the edge of a request, live streams, dependencies."""
