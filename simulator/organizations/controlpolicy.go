package organizations

import (
	"slices"

	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// The types of control policy, and AWS's own policy of each, which allows everything.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_PolicySummary.html
const (
	serviceControl  = "SERVICE_CONTROL_POLICY"
	resourceControl = "RESOURCE_CONTROL_POLICY"

	fullAWSAccess    = "p-FullAWSAccess"
	rcpFullAWSAccess = "p-RCPFullAWSAccess"
)

// controlPolicy is an SCP or an RCP; of a backup policy it has the text alone.
type controlPolicy struct {
	id, name, kind, description string
	aws                         bool // managed by AWS
	document                    policy.Document
	text                        string // as CreatePolicy was given it
}

var awsPolicies = []controlPolicy{
	{fullAWSAccess, "FullAWSAccess", serviceControl, "Allows access to every operation", true,
		policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`), ""},
	{
		rcpFullAWSAccess,
		"RCPFullAWSAccess",
		resourceControl,
		"Allows access to every resource",
		true,
		policy.MustParse(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`,
		),
		"",
	},
}

// AttachSCP attaches a new SCP to the root, an OU or an account without a word to
// anybody. It panics on a document that is none.
func (s *Service) AttachSCP(targetID, name, document string) {
	made := s.newPolicy(serviceControl, name, "", new(policy.MustParse(document)))
	s.nodes[targetID].attached = append(s.nodes[targetID].attached, made.id)
}

func (s *Service) newPolicy(kind, name, description string, document *policy.Document) *controlPolicy {
	made := &controlPolicy{id: "p-" + s.k.ID("control policy")[:10], name: name, kind: kind, description: description}
	if document != nil {
		made.document = *document
	}
	s.policies[made.id] = made
	return made
}

// levels are the documents of a type on the way from the root to the account, itself included.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
func (s *Service) levels(account, kind string) [][]policy.Document {
	var levels [][]policy.Document
	for _, id := range s.ancestry(account) {
		level := []policy.Document{}
		for _, attached := range s.attached(id, kind) {
			level = append(level, attached.document)
		}
		levels = append(levels, level)
	}
	return levels
}

func (s *Service) attached(id, kind string) []*controlPolicy {
	var found []*controlPolicy
	for _, policyID := range s.nodes[id].attached {
		if p := s.policies[policyID]; p.kind == kind {
			found = append(found, p)
		}
	}
	return found
}

type policySummary struct {
	Id, Arn, Name, Description, Type string
	AwsManaged                       bool
}

func (s *Service) summary(p *controlPolicy) policySummary {
	return policySummary{p.id, s.policyARN(p), p.name, p.description, p.kind, p.aws}
}

func (s *Service) policyARN(p *controlPolicy) string {
	folder := map[string]string{
		serviceControl:  "service_control_policy",
		resourceControl: "resource_control_policy",
		backupPolicy:    "backup_policy",
	}[p.kind]
	if p.aws {
		return "arn:aws:organizations::aws:policy/" + folder + "/" + p.id
	}
	return "arn:aws:organizations::" + s.managementID + ":policy/" + s.id + "/" + folder + "/" + p.id
}

// controlDocument reads an SCP or RCP: an SCP names no principal, an RCP everybody.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html ;
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
func controlDocument(kind, text string) (*policy.Document, error) {
	wrong := kernel.Fail(
		"MalformedPolicyDocumentException",
		"The provided policy document does not meet the requirements of the specified policy type.",
	)
	if kind == backupPolicy {
		if !isBackupPolicy(text) {
			return nil, wrong
		}
		return nil, nil
	}
	d, err := policy.Parse(text)
	if err != nil {
		return nil, wrong
	}
	for _, statement := range d.Statement {
		hasPrincipal := statement.Principal != nil || statement.NotPrincipal != nil
		names := slices.Concat(statement.Action, statement.NotAction)
		if len(names) == 0 || hasPrincipal != (kind == resourceControl) {
			return nil, wrong
		}
	}
	return &d, nil
}
