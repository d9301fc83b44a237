package cli

import "regexp"

// The three colors, as a terminal takes them: of what is wrong, of what waits, of what is well.
// https://man7.org/linux/man-pages/man4/console_codes.4.html
const (
	red   = "\x1b[31m"
	amber = "\x1b[33m"
	green = "\x1b[32m"
	plane = "\x1b[0m"
)

// colored are the words that have a color, where they stand as the first of a line or as an alert's color.
var colored = []struct {
	words *regexp.Regexp
	color string
}{
	{regexp.MustCompile(`(?m)^(FAIL|lost|failed|failing|open)\b|\bRED\b`), red},
	{regexp.MustCompile(`(?m)^(BLOCKED|waiting|partial|muted|not copied|late)\b|\bAMBER\b`), amber},
	{regexp.MustCompile(`(?m)^(PASS|protected)\b|\bGREEN\b`), green},
}

// paint colors those words, where the terminal shows colors.
func paint(s Streams, text string) string {
	if !s.Screen.Colors {
		return text
	}
	for _, c := range colored {
		text = c.words.ReplaceAllString(text, c.color+"$0"+plane)
	}
	return text
}
