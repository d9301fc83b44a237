package cli

import "testing"

// What people copy is broken by no terminal that has room for it.
func TestLinksAndCommandsStayWhole(t *testing.T) {
	t.Parallel()
	const message = "RED  It fails\n\nJob        https://example.com/0123456789/abcdef (in 333344445555)\nAgain      farvault explain --live copy-job 0123 --account 333344445555\n"
	for columns, want := range map[int]string{
		100: message,
		60:  "RED  It fails\n\nJob (in 333344445555)\nhttps://example.com/0123456789/abcdef\nAgain\nfarvault explain --live copy-job 0123 --account 333344445555\n",
		30:  message,
	} {
		if got := wholeLines(message, columns); got != want {
			t.Errorf("%d columns:\n%swant\n%s", columns, got, want)
		}
	}
}
