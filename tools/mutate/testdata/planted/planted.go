// Package planted is what the command mutate is tried on.
package planted

// Larger is the larger of two numbers.
func Larger(a, b int) int {
	if a > b {
		return a
	}
	return b
}
