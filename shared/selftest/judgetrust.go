package selftest

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// spread is how long after a change of its trust a role may still be as it was.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
const spread = 2 * time.Minute

// notAssumed is what AWS Backup says of a role that it cannot assume.
// https://github.com/hashicorp/terraform-provider-aws/issues/9297
const notAssumed = "cannot be assumed by AWS Backup"

func trustSourceAccount(f Facts) Verdict {
	if why := cmp.Or(f.Trust.missing(), f.PlanCalls.missing()); why != "" {
		return couldNot(why)
	}
	t := f.Trust.Value
	if !t.Conditioned {
		return couldNot("the backup role's trust asks for no aws:SourceAccount (TrustSourceConditions)")
	}
	settled := t.Since.Add(spread)
	completed := 0
	for _, j := range t.Jobs {
		switch {
		case j.Created.Before(settled):
		case j.Completed:
			completed++
		case strings.Contains(j.Message, notAssumed):
			return otherwise("a backup job failed: " + j.Message)
		}
	}
	if completed > 0 {
		return asAssumed(fmt.Sprintf("%d backup jobs completed by a role that asks for aws:SourceAccount", completed))
	}
	for _, r := range f.PlanCalls.Value {
		if r.At.After(settled) && strings.Contains(r.Text, notAssumed) {
			return otherwise(r.Name + " was refused: the role " + notAssumed)
		}
	}
	return couldNot("no backup job has completed since the role's trust asks for aws:SourceAccount")
}
