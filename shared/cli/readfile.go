package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// maxInput bounds what is read of a file: a list of a thousand jobs has a tenth of it.
const maxInput = 10 << 20

// readFile reads a file, or standard input for "-", as UTF-8, with or without a byte order mark. A file that is too
// large is refused before it is read.
func readFile(name string, in io.Reader) ([]byte, error) {
	if name != "-" || in == nil {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if stat, err := f.Stat(); err == nil && stat.Size() > maxInput {
			return nil, tooLarge(name)
		}
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, maxInput+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > maxInput:
		return nil, tooLarge(name)
	}
	text, err = utf8Of(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return text, nil
}

func tooLarge(name string) error {
	return fmt.Errorf("%s is larger than 10 MB, the most that is read", name)
}

// The marks by which a text says how it is encoded. PowerShell's Out-File writes UTF-16 or a mark before UTF-8.
// https://www.unicode.org/faq/utf_bom#bom4
var (
	markUTF8   = []byte("\xef\xbb\xbf")
	marksUTF16 = [][]byte{{0xff, 0xfe}, {0xfe, 0xff}}
)

// utf8Of is the text without its mark; UTF-16 is an error that says so.
func utf8Of(text []byte) ([]byte, error) {
	for _, mark := range marksUTF16 {
		if bytes.HasPrefix(text, mark) {
			return nil, errors.New("the file is UTF-16: save it as UTF-8 (in PowerShell: Out-File -Encoding utf8)")
		}
	}
	return bytes.TrimPrefix(text, markUTF8), nil
}
