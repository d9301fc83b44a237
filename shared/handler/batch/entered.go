package batch

import "errors"

// Unentered is the account that an error says could not be entered; empty for any other error.
func Unentered(err error) string {
	var entering interface{ UnenteredAccount() string }
	if errors.As(err, &entering) {
		return entering.UnenteredAccount()
	}
	return ""
}

// Leaves are the errors that were joined to one.
func Leaves(err error) []error {
	joined, is := err.(interface{ Unwrap() []error })
	switch {
	case err == nil:
		return nil
	case !is:
		return []error{err}
	}
	var all []error
	for _, one := range joined.Unwrap() {
		all = append(all, Leaves(one)...)
	}
	return all
}
