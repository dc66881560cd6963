"""What is seen, heard and moved: pictures, players and the panels of the lessons."""
