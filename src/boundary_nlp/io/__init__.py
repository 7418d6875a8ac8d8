"""Reading exports of notes and writing tables."""
