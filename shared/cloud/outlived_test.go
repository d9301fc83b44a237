package cloud

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/unreported"
)

// A vault without an end costs so many calls and no more, and the answer says that it is of a part.
func TestOutlivedLooksAtSoMuchAndNoMore(t *testing.T) {
	t.Parallel()
	for law, tt := range map[string]struct {
		pages  int32 // that the vault has
		calls  int32
		partly bool
	}{
		"a small vault is looked at whole": {3, 3, false},
		"one that fits is looked at whole": {outlivedPages, outlivedPages, false},
		"of a larger one the rest is left": {outlivedPages + 1, outlivedPages, true},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int32
			service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				answer := `{"NextToken":"more","RecoveryPoints":[{"Status":"EXPIRED","CalculatedLifecycle":{"DeleteAt":1}}]}`
				if calls.Add(1) == tt.pages {
					answer = `{"RecoveryPoints":[]}`
				}
				_, _ = io.WriteString(w, answer)
			}))
			defer service.Close()
			client := backup.New(backup.Options{
				BaseEndpoint: aws.String(service.URL), Region: "eu-west-1",
				Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
			})
			vault := &types.BackupVaultListMember{BackupVaultName: aws.String("farvault")}
			found, err := outlived(t.Context(), client, "111122223333", "eu-west-1", vault, unreported.Expectation{Now: time.Unix(1e9, 0), ShortestDays: 7})
			if err != nil || calls.Load() != tt.calls || found.Partly != tt.partly {
				t.Errorf("%d calls, partly %t, %v; want %d, %t", calls.Load(), found.Partly, err, tt.calls, tt.partly)
			}
		})
	}
}
