package catalog

import "regexp"

// awsPage is a page of AWS's documents or of its knowledge center.
var awsPage = regexp.MustCompile(`https://(?:docs\.aws\.amazon\.com|repost\.aws)/[^\s,;)]+`)

// Page is the first of AWS's pages that the row rests on; empty where it rests on none of AWS's.
func (c Cause) Page() string { return awsPage.FindString(c.Source) }
