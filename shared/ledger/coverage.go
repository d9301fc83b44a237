package ledger

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"farvault/shared/coverage"
)

// coverageKept is how long what was read of an account is kept that is read no longer.
const coverageKept = 90 * 24 * time.Hour

// Coverage is what is remembered of an account in a Region; the zero record where nothing is.
func (l *Ledger) Coverage(ctx context.Context, account, region string) (coverage.Record, error) {
	r := coverage.Record{Account: account, Region: region}
	s, err := l.CoverageSummary(ctx, account, region)
	if err != nil || s.At.IsZero() {
		return r, err
	}
	r.At = s.At
	for part := range max(s.Parts, 1) {
		var rows coverageRows
		if _, err := l.read(ctx, coverageRowsItem(account, region, part), &rows); err != nil {
			return r, err
		}
		more, err := rows.unpack()
		if err != nil {
			return r, fmt.Errorf("read the coverage of %s/%s: %w", account, region, err)
		}
		r.Resources, r.Foreign = append(r.Resources, more.Resources...), append(r.Foreign, more.Foreign...)
	}
	return r, nil
}

// CoverageSummary is the same in numbers, without the resources.
func (l *Ledger) CoverageSummary(ctx context.Context, account, region string) (coverage.Summary, error) {
	var s coverage.Summary
	_, err := l.read(ctx, coverageItem(account, region), &s)
	return s, err
}

// CoverageSummaries are those of several accounts in a Region, by the account; a hundred cost one call. An account that
// was never read has none.
func (l *Ledger) CoverageSummaries(
	ctx context.Context, region string, accounts []string,
) (map[string]coverage.Summary, error) {
	names := make([]string, len(accounts))
	for i, account := range accounts {
		names[i] = coverageItem(account, region)
	}
	items, err := l.store.getAll(ctx, names)
	if err != nil {
		return nil, err
	}
	all := map[string]coverage.Summary{}
	for i, account := range accounts {
		if it, have := items[names[i]]; have {
			var s coverage.Summary
			if err := it.into(&s); err != nil {
				return nil, err
			}
			all[account] = s
		}
	}
	return all, nil
}

// PutCoverage remembers an account as it was read: the resources first, where they changed, and then the numbers with
// the time. A function that dies between the two leaves an older time beside the newer rows.
func (l *Ledger) PutCoverage(ctx context.Context, r coverage.Record) error {
	expires, summary := r.At.Add(coverageKept), r.Summary()
	for part := range slices.Chunk(r.Resources, rowsInItem) {
		if err := l.putRows(ctx, r, summary.Parts, part, expires); err != nil {
			return err
		}
		summary.Parts++
	}
	if summary.Parts == 0 {
		if err := l.putRows(ctx, r, 0, nil, expires); err != nil {
			return err
		}
	}
	return update(ctx, l, coverageItem(r.Account, r.Region), func(stored *coverage.Summary) (time.Time, bool) {
		newer := r.At.After(stored.At)
		*stored = summary
		return expires, newer
	})
}

func (l *Ledger) putRows(
	ctx context.Context, r coverage.Record, n int, part []coverage.Resource, expires time.Time,
) error {
	rows := coverage.Record{Resources: part}
	if n == 0 {
		rows.Foreign = r.Foreign
	}
	packed, err := pack(rows)
	if err != nil {
		return fmt.Errorf("pack the coverage of %s/%s: %w", r.Account, r.Region, err)
	}
	return update(ctx, l, coverageRowsItem(r.Account, r.Region, n), func(stored *coverageRows) (time.Time, bool) {
		same := bytes.Equal(stored.Packed, packed.Packed)
		*stored = packed
		return expires, !same
	})
}

// rowsInItem is how many resources an item holds: one takes 80 bytes or so compressed, as its ids are random, and an
// item has 400 KB, of which base64 takes a quarter.
const rowsInItem = 2500

// coverageRows are resources of an account, compressed.
type coverageRows struct {
	Packed []byte `json:"packed"` // gzip of JSON
}

func pack(r coverage.Record) (coverageRows, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return coverageRows{}, err
	}
	if err := json.NewEncoder(w).Encode(r); err != nil {
		return coverageRows{}, err
	}
	if err := w.Close(); err != nil { // what is written last
		return coverageRows{}, err
	}
	return coverageRows{b.Bytes()}, nil
}

func (rows coverageRows) unpack() (r coverage.Record, err error) {
	if rows.Packed == nil {
		return r, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(rows.Packed))
	if err != nil {
		return r, err
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(text, &r)
}

func coverageItem(account, region string) string { return "coverage#" + account + "/" + region }

func coverageRowsItem(account, region string, part int) string {
	return fmt.Sprintf("coverage-rows#%s/%s/%d", account, region, part)
}
