"""What a learner takes along: files of a run, for the tools that are used next."""
