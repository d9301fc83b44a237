package organizations

import "maps"

// tagRegion is where the tags of the organization's things are listed: the service has no other.
// https://docs.aws.amazon.com/general/latest/gr/ao.html
const tagRegion = "us-east-1"

// Tagged are the tags of the accounts, for the Resource Groups Tagging API of the management account, in the one Region
// that Organizations has. AWS's own sample finds accounts by their tags there, by the type organizations:account.
// https://docs.aws.amazon.com/ARG/latest/userguide/supported-resources.html
// https://github.com/aws-samples/aws-iam-identity-center-extensions/blob/main/lib/state-machines/processTargetAccounts-asl.json
func (s *Service) Tagged(account, region string) map[string]map[string]string {
	all := map[string]map[string]string{}
	if account != s.managementID || region != tagRegion {
		return all
	}
	for id := range s.accounts {
		if tags := s.nodes[id].tags; len(tags) > 0 {
			all[s.arn("account", id)] = maps.Clone(tags)
		}
	}
	return all
}
