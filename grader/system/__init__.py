"""The machine and the terminal: files, archives, interrupts, options, the version of the program. It knows no student."""
