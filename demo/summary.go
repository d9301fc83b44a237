package demo

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/handler/batch"
	"farvault/shared/policy"
	"farvault/shared/wiring"
	"farvault/simulator/dynamodb"
)

// Summary is the story in numbers, counted in the simulated world after its end.
type Summary struct {
	Accounts        int       `json:"accounts"`        // of the organization
	LinksCreated    int       `json:"linksCreated"`    // in all accounts, as the story prints them
	CopiesCompleted int       `json:"copiesCompleted"` // recovery points in the central vault
	Failures        []Failure `json:"failures"`
	AlertsSent      int       `json:"alertsSent"` // groups told, not sends
	Resolved        int       `json:"resolved"`
	Open            int       `json:"open"`
}

// MarshalJSON writes the names of the release before beside today's, for one release.
func (s Summary) MarshalJSON() ([]byte, error) {
	type today Summary
	return json.Marshal(struct {
		today
		Links  int `json:"links_created"`
		Copies int `json:"copies_completed"`
		Alerts int `json:"alerts_sent"`
	}{today(s), s.LinksCreated, s.CopiesCompleted, s.AlertsSent})
}

// Failure is one resource whose copies failed for one cause.
type Failure struct {
	Account  string           `json:"account"`
	Resource string           `json:"resource"`
	Category catalog.Category `json:"category"`
	Cause    string           `json:"cause"`
	Proof    catalog.Proof    `json:"proof"`
	Mended   bool             `json:"mended"` // put right by farvault
}

func (s *stage) summary(ctx context.Context) (Summary, error) {
	end, err := s.observe(ctx)
	if err != nil {
		return Summary{}, err
	}
	s.world.Lock()
	accounts := len(s.world.Organizations.Accounts())
	s.world.Unlock()
	return Summary{
		Accounts:        accounts,
		LinksCreated:    s.log.created(),
		CopiesCompleted: end.volumeCopies + end.fileSystemCopies,
		Failures:        s.failures(),
		AlertsSent:      end.alerts,
		Resolved:        end.resolved,
		Open:            end.open,
	}, nil
}

// failures are the members of every group in the ledger, by account and resource.
func (s *stage) failures() []Failure {
	all := []Failure{}
	for _, g := range s.groups() {
		for _, m := range g.Members {
			all = append(all, Failure{Account: m.Account, Resource: m.Resource, Category: g.Alert.Diagnosis.Category,
				Cause: g.Alert.Diagnosis.Cause, Proof: g.Alert.Diagnosis.Proof, Mended: g.Alert.Diagnosis.Ours})
		}
	}
	slices.SortFunc(all, func(a, b Failure) int {
		return cmp.Or(
			cmp.Compare(a.Account, b.Account),
			cmp.Compare(a.Cause, b.Cause),
			cmp.Compare(a.Resource, b.Resource),
		)
	})
	return all
}

// groups reads the records of all groups of alerts out of the ledger's table, as they are stored.
func (s *stage) groups() []alert.Record {
	s.world.Lock()
	defer s.world.Unlock()
	var records []alert.Record
	for _, item := range s.world.DynamoDB.Items(dynamodb.TableARN(centralID, homeRegion, "farvault")) {
		if !strings.HasPrefix(item["pk"].Text, "group#") {
			continue
		}
		var r alert.Record
		if err := json.Unmarshal([]byte(item["body"].Text), &r); err == nil {
			records = append(records, r)
		}
	}
	return records
}

// created counts the changes that provision made.
func (c *chronicle) created() (n int) {
	for _, l := range c.since(0) {
		if l.function == wiring.ProvisionFunction {
			n += l.changes()
		}
	}
	return n
}

// waits counts the records of an account that were put away because it was not ready.
func (c *chronicle) waits(account string) (n int) {
	for _, l := range c.since(0) {
		if l.text("account") == account && l.text("outcome") == batch.Waits {
			n++
		}
	}
	return n
}

// pastedStatement is the key policy statement that the first alert's mail printed for people to paste.
func (s *stage) pastedStatement() (policy.Statement, error) {
	for _, mail := range s.mails() {
		_, remedy, _ := strings.Cut(mail, "Do this, in "+newcomerName)
		start := strings.Index(remedy, "{")
		if start < 0 {
			continue
		}
		var statement policy.Statement
		if err := json.NewDecoder(strings.NewReader(remedy[start:])).Decode(&statement); err != nil {
			return policy.Statement{}, fmt.Errorf("the alert's remedy is not a policy statement: %w\n%s", err, mail)
		}
		return statement, nil
	}
	return policy.Statement{}, fmt.Errorf("no alert printed a key policy statement%s", s.trouble())
}
