"""The machine and the terminal: files, archives, interrupts, the program's own text. It knows no student."""
