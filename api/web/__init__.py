"""Pages, the <jalons-chat> element, the plan as PDF and as a calendar."""
