import Glibc

/// Writes a line for people on standard error; results alone go to standard output.
func printError(_ text: String) {
    fputs(text + "\n", stderr)
}
