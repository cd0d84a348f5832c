"""What reports tell staff by themselves: a report by mail at its time, an alert on a figure, notes on days."""
