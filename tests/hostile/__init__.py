"""A class of submissions that try to forge, read, harm, leak, inject or break; each armed by a file the test lays."""
