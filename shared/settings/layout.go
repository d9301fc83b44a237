package settings

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// perAccount is the placeholder for an account's id in the central vault's name.
const perAccount = "{account}"

var sharded = regexp.MustCompile(`\{shard:([0-9]{1,4})\}`)

// PerAccount reports whether every account has a central vault of its own.
func (v Vault) PerAccount() bool { return strings.Contains(v.BackupVaultName, perAccount) }

// Shards is over how many vaults the accounts are spread; not ok for another layout.
func (v Vault) Shards() (n int, ok bool) {
	m := sharded.FindStringSubmatch(v.BackupVaultName)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	return n, err == nil
}

// NameFor is the name of the vault that an account's copies go to. It never changes for an
// account while the setting stays: the shard is a hash of its id.
func (v Vault) NameFor(account string) string {
	name := strings.ReplaceAll(v.BackupVaultName, perAccount, account)
	n, ok := v.Shards()
	if !ok || n < 1 {
		return name
	}
	sum := sha256.Sum256([]byte(account))
	return v.shard(name, int(binary.BigEndian.Uint64(sum[:8])%uint64(n)))
}

// AccountOf is the account whose vault has that name, where every account has its own.
func (v Vault) AccountOf(name string) (account string, ok bool) {
	before, after, perAccount := strings.Cut(v.BackupVaultName, perAccount)
	if !perAccount || !strings.HasPrefix(name, before) || !strings.HasSuffix(name, after) ||
		len(name) < len(before)+len(after) {
		return "", false
	}
	return name[len(before) : len(name)-len(after)], true
}

// Names are the vaults to be had for accounts: one, one a shard, or one an account.
func (v Vault) Names(accounts []string) []string {
	if n, ok := v.Shards(); ok {
		names := make([]string, n)
		for i := range names {
			names[i] = v.shard(v.BackupVaultName, i)
		}
		return names
	}
	if !v.PerAccount() {
		return []string{v.BackupVaultName}
	}
	names := make([]string, len(accounts))
	for i, account := range accounts {
		names[i] = v.NameFor(account)
	}
	return names
}

func (v Vault) shard(name string, i int) string {
	return sharded.ReplaceAllString(name, fmt.Sprint(i))
}

// PlainName is the longest name that the layout can make, to judge it by.
func (v Vault) PlainName() string {
	name := strings.ReplaceAll(v.BackupVaultName, perAccount, longestAccount)
	if n, ok := v.Shards(); ok {
		return v.shard(name, max(n-1, 0))
	}
	return name
}
