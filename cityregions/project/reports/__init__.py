"""Reports to hand on: the joint progress report as PDF, and both as spreadsheet and text document."""
