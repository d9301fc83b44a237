package control

import (
	"net/http"
	"time"

	"farvault/simulator/sns"
)

// World is what GET /_simulator/state shows.
type World struct {
	Now               time.Time  `json:"now"` // simulated
	OrganizationID    string     `json:"organizationId"`
	ManagementAccount string     `json:"managementAccount"`
	CentralAccount    string     `json:"centralAccount"`
	HomeRegion        string     `json:"homeRegion"`
	Accounts          []Account  `json:"accounts"`
	Queues            []Queue    `json:"queues"`
	Functions         []Function `json:"functions"` // those that have run
	Undelivered       int        `json:"undelivered"`
}

// Account is an account of the organization.
type Account struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	State string `json:"state"`
	Path  string `json:"path"` // as aws:PrincipalOrgPaths has it
}

// Queue is a queue and how much is in it.
type Queue struct {
	ARN      string `json:"arn"`
	Messages int    `json:"messages"`
}

// Function is how often a function ran and failed, and why the last time.
type Function struct {
	Name        string `json:"name"`
	Invocations int    `json:"invocations"`
	Errors      int    `json:"errors"`
	LastError   string `json:"lastError,omitempty"`
}

func (c *Control) state(w http.ResponseWriter, _ *http.Request) {
	functions := c.functions() // locks for itself
	c.World.Lock()
	defer c.World.Unlock()
	out := World{
		Now:               c.World.Clock.Now(),
		ManagementAccount: c.ManagementAccount,
		CentralAccount:    c.CentralAccount,
		HomeRegion:        c.HomeRegion,
		OrganizationID:    c.World.Organizations.Membership(c.ManagementAccount).OrganizationID,
		Functions:         functions,
		Undelivered: len(
			c.World.EventBridge.Undelivered(),
		) + len(
			c.World.SNS.Undelivered(),
		) + len(
			c.World.Scheduler.Undelivered(),
		),
		Accounts: []Account{},
		Queues:   []Queue{},
	}
	for _, a := range c.World.Organizations.Accounts() {
		out.Accounts = append(
			out.Accounts,
			Account{a.Id, a.Name, a.State, string(c.World.Organizations.Membership(a.Id).Path)},
		)
	}
	for _, arn := range c.World.SQS.Queues() {
		queue, _ := c.World.SQS.Queue(arn)
		out.Queues = append(out.Queues, Queue{arn, len(queue.Messages)})
	}
	answer(w, out, nil)
}

// functions counts the runs by function, in the order of their first.
func (c *Control) functions() []Function {
	all, at := []Function{}, map[string]int{}
	for _, run := range c.World.Lambda.Invocations() {
		if _, seen := at[run.Function]; !seen {
			at[run.Function] = len(all)
			all = append(all, Function{Name: run.Function})
		}
		f := &all[at[run.Function]]
		f.Invocations++
		if run.Err != nil {
			f.Errors++
			f.LastError = run.Err.Error()
		}
	}
	return all
}

// Messages is what GET /_simulator/messages shows, each list in the order of time.
type Messages struct {
	Published []sns.Published `json:"published"` // to topics
	Mailed    []Mail          `json:"mailed"`    // by topics
	Posted    []Post          `json:"posted"`    // to the world outside
}

// Mail is a mail as a person reads it.
type Mail struct {
	At      time.Time `json:"at"`
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Body    string    `json:"body"`
}

func (c *Control) messages(w http.ResponseWriter, _ *http.Request) {
	out := Messages{Published: []sns.Published{}, Mailed: []Mail{}, Posted: []Post{}}
	out.Posted = append(out.Posted, c.Posted()...)
	c.World.Lock()
	defer c.World.Unlock()
	out.Published = append(out.Published, c.World.SNS.Published()...)
	for _, m := range c.World.SNS.Mails() {
		out.Mailed = append(out.Mailed, Mail{m.At, m.To, m.Subject, m.Body})
	}
	answer(w, out, nil)
}
