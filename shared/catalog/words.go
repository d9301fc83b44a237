package catalog

import "strings"

// Words are a message's words as the catalog reads them: two messages that differ in form alone have the same.
func Words(message string) string { return normalise(message) }

// words is a normalised message, with the beginnings of its words beside it: of the catalogue's two thousand phrases
// nearly all are ruled out by their first letters, without a search.
type words struct {
	text   string
	starts [64]uint64 // a bit for each hash of a word's first letters
}

// headLength is how many letters of a word are its beginning.
const headLength = 3

// newWords takes a text that normalise has made.
func newWords(text string) *words {
	w := &words{text: text}
	for i := 0; i+headLength <= len(text); i++ {
		if i == 0 || !inWord(rune(text[i-1])) {
			slot, bit := head(text[i:])
			w.starts[slot] |= bit
		}
	}
	return w
}

// head is the place of a beginning in starts.
func head(s string) (slot int, bit uint64) {
	sum := (uint32(s[0])*31+uint32(s[1]))*31 + uint32(s[2])
	sum = (sum ^ sum>>7) & 4095
	return int(sum >> 6), 1 << (sum & 63)
}

// contain reports whether the phrase stands in the text, from a word's start.
func (w *words) contain(phrase string) bool {
	if len(phrase) >= headLength {
		if slot, bit := head(phrase); w.starts[slot]&bit == 0 {
			return false
		}
	}
	for from := 0; ; {
		i := strings.Index(w.text[from:], phrase)
		if i < 0 {
			return false
		}
		if i += from; i == 0 || !inWord(rune(w.text[i-1])) {
			return true
		}
		from = i + 1
	}
}
