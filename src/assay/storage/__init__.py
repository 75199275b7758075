"""Where records live: one folder per backend, all behind the same ports and the same contract suite."""
