package settings

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Digest is the same for settings that mean the same: comments, order and what is written as its default do not count.
func (s Settings) Digest() string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // words, numbers and lists always encode
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
