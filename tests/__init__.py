"""From pure to whole: rules/ stores/ ceremonies/ races/ contract/ e2e/."""
