package settings

import "strings"

// Near reports whether two words differ by case or by at most two letters, as a slip of the keyboard does.
func Near(a, b string) bool {
	if len(a) > 64 {
		return false
	}
	return distance([]rune(strings.ToLower(a)), []rune(strings.ToLower(b))) <= min(2, len(b)/3)
}

// distance is how many letters must be added, removed or changed to make b of a (Levenshtein).
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, ca := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, cb := range b {
			change := diagonal
			if ca != cb {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(row[j+1]+1, row[j]+1, change)
		}
	}
	return row[len(b)]
}
