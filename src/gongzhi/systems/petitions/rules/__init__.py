"""Pure decisions of the petitions: who may decide what, where a file goes next, whom it may never reach."""
