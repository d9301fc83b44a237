// Package page makes one self-contained HTML page, and CSV, of coverage.
package page
