// s3 ADDRESS CERTIFICATE KEY: a server of S3 that keeps everything in memory, over TLS.
package main

import (
	"log"
	"net/http"
	"os"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

func main() {
	log.Fatal(http.ListenAndServeTLS(os.Args[1], os.Args[2], os.Args[3], gofakes3.New(s3mem.New()).Server()))
}
