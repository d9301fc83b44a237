package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"farvault/shared/plain"
	"farvault/shared/policy"
)

// policyCommand asks the evaluator that the proof and the simulator share.
type policyCommand struct {
	Evaluate policyEvaluateCommand `cmd:"" help:"Evaluate whether AWS allows a call, with all policies that apply to it."`
}

// policyEvaluateCommand judges requests, one a line.
type policyEvaluateCommand struct {
	JSONL bool `name:"jsonl" required:"" help:"${trials}"`
}

// trial is one line of input. What is missing is null or empty.
type trial struct {
	ID               json.RawMessage         `json:"id"` // any value; the answer has it again
	Principal        string                  `json:"principal"`
	PrincipalAccount string                  `json:"principalAccount"`
	Action           string                  `json:"action"`
	Resource         string                  `json:"resource"`
	ResourceAccount  string                  `json:"resourceAccount"`
	Context          map[string]contextValue `json:"context"`
	// Policy documents as JSON objects. Levels are root first.
	IdentityPolicies        []json.RawMessage   `json:"identityPolicies"`
	PermissionsBoundary     json.RawMessage     `json:"permissionsBoundary"`
	SessionPolicy           json.RawMessage     `json:"sessionPolicy"`
	ResourcePolicy          json.RawMessage     `json:"resourcePolicy"`
	ServiceControlPolicies  [][]json.RawMessage `json:"serviceControlPolicies"`
	ResourceControlPolicies [][]json.RawMessage `json:"resourceControlPolicies"`
}

// judgement is one line of output.
type judgement struct {
	ID       json.RawMessage `json:"id"`
	Decision policy.Decision `json:"decision"`
	By       decider         `json:"by"`
	// Unknown is what the evaluator does not know: a decision with such a thing is not certain.
	Unknown []string `json:"unknown,omitempty"`
}

// decider is the kind of policy that decided and its statement, which an implicit denial has none of.
type decider struct {
	Kind      policy.Kind `json:"kind"`
	Statement string      `json:"statement,omitempty"`
}

// Run judges every line; a bad one is answered with an error object and the run ends with status 2.
func (c policyEvaluateCommand) Run(s Streams) error {
	bad, err := answerLines(s, func(n int, line []byte) (any, bool) {
		j, err := judgeLine(line)
		if err != nil {
			var in struct{ ID json.RawMessage }
			_ = json.Unmarshal(line, &in) // where even this fails, the line's number is all there is
			return misread{Line: n, ID: in.ID, Error: err.Error()}, false
		}
		return j, true
	})
	if err != nil {
		return wrongUse("--jsonl: %w", err)
	}
	if bad > 0 {
		return wrongUse("--jsonl: %d lines are no requests that can be judged", bad)
	}
	return nil
}

func judgeLine(line []byte) (judgement, error) {
	var t trial
	if err := json.Unmarshal(line, &t); err != nil {
		return judgement{}, plain.JSON(err)
	}
	return t.judge()
}

func (t trial) judge() (judgement, error) {
	if t.Principal == "" {
		return judgement{}, fmt.Errorf("principal is missing")
	}
	if service, operation, ok := strings.Cut(t.Action, ":"); !ok || service == "" || operation == "" {
		return judgement{}, fmt.Errorf("action must be service:Operation, not %q", t.Action)
	}
	set, err := t.set()
	if err != nil {
		return judgement{}, err
	}
	context := make(map[string][]string, len(t.Context))
	for key, values := range t.Context {
		context[key] = values
	}
	v := policy.Evaluate(policy.Request{
		Principal: t.Principal, PrincipalAccount: t.PrincipalAccount,
		Action: t.Action, Resource: t.Resource, ResourceAccount: t.ResourceAccount, Context: context,
	}, set)
	return judgement{ID: t.ID, Decision: v.Decision, By: decider{v.By.Kind, v.By.String()}, Unknown: v.Unknown}, nil
}

// set reads the policies.
func (t trial) set() (policy.Set, error) {
	d := &documentReader{}
	set := policy.Set{
		Identity:            d.list("identityPolicies", t.IdentityPolicies),
		PermissionsBoundary: d.optional("permissionsBoundary", t.PermissionsBoundary),
		Session:             d.optional("sessionPolicy", t.SessionPolicy),
		Resource:            d.optional("resourcePolicy", t.ResourcePolicy),
		SCPs:                d.levels("serviceControlPolicies", t.ServiceControlPolicies),
		RCPs:                d.levels("resourceControlPolicies", t.ResourceControlPolicies),
	}
	return set, d.err
}

// documentReader parses policy documents; err is the first mistake, with the field that it is in.
type documentReader struct{ err error }

func (r *documentReader) document(field string, raw json.RawMessage) policy.Document {
	d, err := policy.Parse(string(raw))
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("%s: %w", field, err)
	}
	return d
}

func (r *documentReader) optional(field string, raw json.RawMessage) *policy.Document {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	d := r.document(field, raw)
	return &d
}

func (r *documentReader) list(field string, raws []json.RawMessage) []policy.Document {
	var documents []policy.Document
	for i, raw := range raws {
		documents = append(documents, r.document(fmt.Sprintf("%s[%d]", field, i), raw))
	}
	return documents
}

func (r *documentReader) levels(field string, raws [][]json.RawMessage) [][]policy.Document {
	var levels [][]policy.Document
	for i, raw := range raws {
		levels = append(levels, r.list(fmt.Sprintf("%s[%d]", field, i), raw))
	}
	return levels
}
