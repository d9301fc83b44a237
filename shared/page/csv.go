package page

import (
	"bytes"
	"encoding/csv"
	"strings"

	"farvault/shared/coverage"
)

// head are the columns of the CSV.
var head = []string{
	"state", "resource", "arn", "type", "account", "account_name", "region", "why", "plan", "has", "needs", "group",
	"copy_created", "copy_kept_until", "copy_point", "copy_vault", "copy_key",
	"backup_created", "backup_kept_until", "backup_point", "backup_key", "backup_job", "since", "read_at",
}

// CSV is every resource as a line. A value that a spreadsheet would calculate is made text by a quote before it: names
// and tags are other people's words.
// https://owasp.org/www-community/attacks/CSV_Injection
func CSV(v coverage.View) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	lines := [][]string{head}
	for _, r := range v.Rows() {
		local, central := r.Local, r.Central
		if local == nil {
			local = &coverage.Copy{}
		}
		if central == nil {
			central = &coverage.Copy{}
		}
		lines = append(lines, []string{
			string(r.State), r.Name(), r.ARN, r.Type, r.Account.ID, r.Account.Name, r.Region, r.Why, r.Plan, r.Has, r.Needs,
			r.Group, moment(central.Created), moment(central.Kept), central.Point, central.Vault, central.Key,
			moment(local.Created), moment(local.Kept), local.Point, local.Key, local.Job, moment(r.Since), moment(r.Read),
		})
	}
	for _, line := range lines {
		for i := range line {
			line[i] = neutral(line[i])
		}
		if err := w.Write(line); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// neutral is a value that no spreadsheet takes for a formula. Excel and others begin one at these characters, also
// behind spaces.
func neutral(s string) string {
	first := strings.TrimLeft(s, " \u00a0\ufeff")
	if first != "" && strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", []rune(first)[0]) {
		return "'" + s
	}
	return s
}
