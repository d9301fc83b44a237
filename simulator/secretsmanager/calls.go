package secretsmanager

import (
	"regexp"
	"strings"

	"farvault/simulator/kernel"
)

type tag struct{ Key, Value string }

type secretInput struct {
	Name, SecretId, SecretString, KmsKeyId, ClientRequestToken, VersionId, VersionStage, Description string
	SecretBinary                                                                                     []byte
	Tags                                                                                             []tag
}

// value is what a version keeps: text or bytes.
func (in secretInput) value() value { return value{in.SecretString, string(in.SecretBinary)} }

type secretOutput struct {
	ARN, Name     string
	VersionId     string      `json:",omitempty"`
	SecretString  string      `json:",omitempty"`
	SecretBinary  []byte      `json:",omitempty"`
	VersionStages []string    `json:",omitempty"`
	CreatedDate   kernel.Time `json:",omitzero"`
}

// description is a secret without its values.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
type description struct {
	ARN, Name          string
	Description        string              `json:",omitempty"`
	KmsKeyId           string              `json:",omitempty"` // none where it is aws/secretsmanager
	Tags               []tag               `json:",omitempty"`
	VersionIdsToStages map[string][]string `json:",omitempty"`
	CreatedDate        kernel.Time
	LastChangedDate    kernel.Time
}

var namePattern = regexp.MustCompile(`^[A-Za-z0-9/_+=.@-]{1,512}$`)

// createSecret asks for the permission, then for the use of the key.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
func (s *Service) createSecret(c *kernel.Call, in secretInput) (secretOutput, error) {
	if !namePattern.MatchString(in.Name) {
		return secretOutput{}, kernel.Fail(
			"ValidationException",
			"Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
		)
	}
	context := map[string][]string{"secretsmanager:Name": {in.Name}}
	for _, t := range in.Tags {
		context["aws:RequestTag/"+t.Key] = []string{t.Value}
		context["aws:TagKeys"] = append(context["aws:TagKeys"], t.Key)
	}
	access := kernel.Access{
		Action:   "secretsmanager:CreateSecret",
		Resource: arn(c.Region, c.Account(), in.Name+"-??????"),
		Context:  context,
	}
	if err := s.k.Authorize(c, access); err != nil {
		return secretOutput{}, err
	}
	if s.named(c.Account(), c.Region, in.Name) != nil {
		return secretOutput{}, kernel.Fail(
			"ResourceExistsException",
			"The operation failed because the secret %s already exists.",
			in.Name,
		)
	}
	keyARN, err := s.key(c, in.KmsKeyId)
	if err != nil {
		return secretOutput{}, err
	}
	if err := s.use(c, keyARN, "kms:GenerateDataKey", "kms:Decrypt"); err != nil {
		return secretOutput{}, err
	}
	made := s.add(c.Account(), c.Region, in.Name, keyARN)
	for _, t := range in.Tags {
		made.tags[t.Key] = t.Value
	}
	made.description = in.Description
	if in.value() == (value{}) {
		return secretOutput{ARN: made.arn, Name: made.name}, nil
	}
	out := s.write(made, in)
	out.VersionStages = nil // PutSecretValue tells them, CreateSecret does not
	return out, nil
}

// putSecretValue makes a new version the current one; the same token again changes nothing.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
func (s *Service) putSecretValue(c *kernel.Call, in secretInput) (secretOutput, error) {
	if in.value() == (value{}) {
		return secretOutput{}, kernel.Fail(
			"InvalidRequestException",
			"You must provide either SecretString or SecretBinary.",
		)
	}
	found, err := s.reach(c, "PutSecretValue", in.SecretId)
	if err != nil {
		return secretOutput{}, err
	}
	if err := s.use(c, found.keyARN, "kms:GenerateDataKey"); err != nil {
		return secretOutput{}, err
	}
	if old, again := found.values[in.ClientRequestToken]; again && old != in.value() {
		return secretOutput{}, kernel.Fail(
			"ResourceExistsException",
			"You can't use ClientRequestToken %s because that value is already in use for a version of secret %s.",
			in.ClientRequestToken,
			found.arn,
		)
	}
	return s.write(found, in), nil
}

func (s *Service) write(x *secret, in secretInput) secretOutput {
	version := in.ClientRequestToken
	if version == "" {
		version = s.k.UUID("secret version")
	}
	x.stage(version, in.value())
	x.changed = kernel.At(s.k.Clock.Now())
	return secretOutput{ARN: x.arn, Name: x.name, VersionId: version, VersionStages: []string{"AWSCURRENT"}}
}

// getSecretValue needs the secret and the key. The current version is meant unless another is named.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
func (s *Service) getSecretValue(c *kernel.Call, in secretInput) (secretOutput, error) {
	found, err := s.reach(c, "GetSecretValue", in.SecretId)
	if err != nil {
		return secretOutput{}, err
	}
	version, stages := found.current, []string{"AWSCURRENT"}
	if in.VersionStage == "AWSPREVIOUS" || in.VersionId != "" && in.VersionId == found.previous {
		version, stages = found.previous, []string{"AWSPREVIOUS"}
	}
	kept, ok := found.values[version]
	if !ok || in.VersionId != "" && in.VersionId != version {
		sought := "staging label: " + stages[0]
		if in.VersionId != "" {
			sought = "VersionId: " + in.VersionId
		}
		return secretOutput{}, kernel.Fail(
			"ResourceNotFoundException",
			"Secrets Manager can't find the specified secret value for %s",
			sought,
		)
	}
	if err := s.use(c, found.keyARN, "kms:Decrypt"); err != nil {
		return secretOutput{}, err
	}
	return secretOutput{
		ARN:           found.arn,
		Name:          found.name,
		VersionId:     version,
		VersionStages: stages,
		SecretString:  kept.text,
		SecretBinary:  []byte(kept.bytes),
		CreatedDate:   found.created,
	}, nil
}

func (s *Service) describeSecret(c *kernel.Call, in secretInput) (description, error) {
	found, err := s.reach(c, "DescribeSecret", in.SecretId)
	if err != nil {
		return description{}, err
	}
	out := description{
		ARN: found.arn, Name: found.name, Description: found.description, KmsKeyId: found.keyARN,
		CreatedDate: found.created, LastChangedDate: found.changed, VersionIdsToStages: found.staged(),
	}
	if found.keyARN == s.keys.AWSManaged(found.account, found.region, "aws/secretsmanager") {
		out.KmsKeyId = ""
	}
	for _, name := range sortedKeys(found.tags) {
		out.Tags = append(out.Tags, tag{name, found.tags[name]})
	}
	return out, nil
}

// reach finds a secret by ARN, by ARN without the last six characters, or by name,
// and authorizes an action on it. One that is missing is judged by the ARN that it might have.
func (s *Service) reach(c *kernel.Call, action, id string) (*secret, error) {
	found := s.secrets[id]
	if found == nil {
		name := id[strings.LastIndex(id, ":secret:")+1:]
		found = s.named(c.Account(), c.Region, strings.TrimPrefix(name, "secret:"))
	}
	access := kernel.Access{Action: "secretsmanager:" + action, Resource: id, Context: map[string][]string{}}
	switch {
	case found != nil:
		access.Resource, access.Account = found.arn, found.account
		access.Context["secretsmanager:SecretId"] = []string{found.arn}
		for name, value := range found.tags {
			access.Context["aws:ResourceTag/"+name] = []string{value}
		}
	case !strings.HasPrefix(id, "arn:"):
		access.Resource = arn(c.Region, c.Account(), id+"-??????")
	}
	if err := s.k.Authorize(c, access); err != nil {
		return nil, err
	}
	if found == nil {
		return nil, kernel.Fail("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
	}
	return found, nil
}
