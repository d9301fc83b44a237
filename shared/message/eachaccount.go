package message

import (
	"slices"

	"farvault/shared/alert"
)

// eachAccountFirst brings the first member of every account before the second of any, and accounts that people have not
// heard of before those that they have: many failures of one account hide no other's. Otherwise the order stays.
func eachAccountFirst(members []alert.Member) []alert.Member {
	known, seen := map[string]bool{}, map[string]bool{}
	for _, m := range members {
		known[m.Account] = known[m.Account] || m.Notified
	}
	var news, others, rest []alert.Member
	for _, m := range members {
		switch {
		case seen[m.Account]:
			rest = append(rest, m)
		case known[m.Account]:
			others = append(others, m)
		default:
			news = append(news, m)
		}
		seen[m.Account] = true
	}
	return slices.Concat(news, others, rest)
}
