package job

import (
	"farvault/simulator/backup/place"
)

// Omission is something that AWS Backup can be made to leave undone, by the world's own hand and without a word: no job
// fails and no event is raised.
type Omission string

// What can be left undone.
const (
	OmitRun       Omission = "run"        // a rule's time passes and no backup job is made
	OmitCopy      Omission = "copy"       // a backup completes and the copies of its rule are not started
	OmitCopyStart Omission = "copy start" // a copy job is made and stays CREATED until Resume
)

type omitted struct {
	place place.Place
	what  Omission
}

// Omissions are what is still to be left undone.
type Omissions map[omitted]int

// Add leaves something undone in a place so many times more; none undoes that.
func (o Omissions) Add(p place.Place, what Omission, times int) {
	if times == 0 {
		delete(o, omitted{p, what})
		return
	}
	o[omitted{p, what}] += times
}

// Take reports whether what is about to be done is left undone, and counts it.
func (o Omissions) Take(p place.Place, what Omission) bool {
	key := omitted{p, what}
	if o[key] == 0 {
		return false
	}
	o[key]--
	return true
}

// Resume lets the copies of a place begin that were made and not started.
func (s *Jobs) Resume(p place.Place) {
	for _, c := range s.copies {
		if c.Place == p && c.held {
			c.held = false
			s.beginCopy(c)
		}
	}
}
