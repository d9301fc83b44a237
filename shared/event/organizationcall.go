package event

// OrganizationCalls are the calls of AWS Organizations that change what accounts may do, and not which there are.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
var OrganizationCalls = []string{
	"AttachPolicy", "DeletePolicy", "DetachPolicy", "DisableAWSServiceAccess", "DisablePolicyType",
	"EnableAWSServiceAccess", "EnablePolicyType", "UpdatePolicy",
}
