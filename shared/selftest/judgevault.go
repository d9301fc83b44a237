package selftest

import (
	"fmt"
	"slices"
	"strings"
)

func regionOff(f Facts) Verdict {
	switch d := f.Disabled; {
	case d.missing() != "":
		return couldNot(d.missing())
	case d.Value.Code == "UnrecognizedClientException":
		return asAssumed(d.Value.Region + " answers UnrecognizedClientException")
	default:
		return otherwise(d.Value.Region + " answers " + d.Value.Code + ": " + d.Value.Message)
	}
}

func missingVault(f Facts) Verdict {
	switch m := f.Missing; {
	case m.missing() != "":
		return couldNot(m.missing())
	case strings.Contains(m.Value.Message, "is not authorized to perform"):
		return couldNot("the caller may not backup:DescribeBackupVault")
	case strings.HasPrefix(m.Value.Message, "Insufficient privileges to perform this action"):
		return asAssumed(m.Value.Code + ": " + m.Value.Message)
	default:
		return otherwise(m.Value.Code + ": " + m.Value.Message)
	}
}

func airGappedKey(f Facts) Verdict {
	if f.Vaults.missing() != "" {
		return couldNot(f.Vaults.missing())
	}
	owned := 0
	for _, v := range f.Vaults.Value {
		if v.Type == "LOGICALLY_AIR_GAPPED_BACKUP_VAULT" && v.OwnedByAWS {
			owned++
			if v.KeyARN != "" {
				return otherwise("the list shows EncryptionKeyArn " + v.KeyARN)
			}
		}
	}
	if owned == 0 {
		return couldNot("there is no logically air-gapped vault whose key AWS owns")
	}
	return asAssumed(fmt.Sprintf("%d vaults are listed without a key", owned))
}

func managedKeys(f Facts) Verdict {
	if f.Managed.missing() != "" {
		return couldNot(f.Managed.missing())
	}
	if len(f.Managed.Value) == 0 {
		return couldNot("the member has no AWS managed key in the Region")
	}
	var others []string
	for _, k := range f.Managed.Value {
		if !k.narrow(f.Member) {
			others = append(others, k.Alias)
		}
	}
	if len(others) > 0 {
		return otherwise("no statement with kms:CallerAccount and kms:ViaService in the policies of " +
			strings.Join(others, ", "))
	}
	return asAssumed(fmt.Sprintf("%d policies name the account and the service", len(f.Managed.Value)))
}

// narrow reports whether the key is open to its account's callers through a service, and to nobody else's.
func (k KeyPolicy) narrow(account string) bool {
	for _, s := range k.Policy.Statement {
		equals := s.Condition["StringEquals"]
		if slices.Contains(equals["kms:CallerAccount"], account) && len(equals["kms:ViaService"]) > 0 {
			return true
		}
	}
	return false
}
