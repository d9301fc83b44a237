// Package page cuts lists into pages, as AWS's List operations answer them. It
// knows how a marker is made and no service.
package page

import (
	"encoding/base64"
	"fmt"
	"strconv"
)

// Cut gives at most limit items beginning at the marker, and the marker of the
// rest, which is empty when there is none. An empty marker begins at the
// beginning; a marker that Cut did not make is an error.
func Cut[T any](items []T, marker string, limit int) (part []T, next string, err error) {
	start, err := position(marker)
	if err != nil || start > len(items) {
		return nil, "", fmt.Errorf("%q is no marker of a page", marker)
	}
	rest := items[start:]
	if len(rest) <= limit {
		return rest, "", nil
	}
	return rest[:limit], base64.RawURLEncoding.EncodeToString([]byte("after " + strconv.Itoa(start+limit))), nil
}

func position(marker string) (int, error) {
	if marker == "" {
		return 0, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(marker)
	if err != nil {
		return 0, err
	}
	var n uint
	_, err = fmt.Sscanf(string(text), "after %d", &n)
	return int(n), err
}
