package chain

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Token is a CreatorRequestId or IdempotencyToken: the same parts give the same
// token, so that a call made again after a kill finds what the first one made. The SDK's default is
// random, which makes a second plan. 1 to 50 letters, digits, hyphens, underscores or dots:
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupPlan.html
func Token(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return "farvault-" + hex.EncodeToString(sum[:16])
}
