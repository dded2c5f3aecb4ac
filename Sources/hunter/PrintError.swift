/// Writes a line for people on standard error; results alone go to standard output.
func printError(_ text: String) {
    StandardStreams.write(Array((text + "\n").utf8), to: 2)
}
