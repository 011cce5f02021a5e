"""What the hostile suite is made of: attack files, something to attack, drives and controls."""
