"""What an operator meets: commands that find trouble and say in one sentence what helps."""
