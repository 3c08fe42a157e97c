"""The machine and the terminal: files, archives, interrupts, options, the program's version. It knows no student."""
