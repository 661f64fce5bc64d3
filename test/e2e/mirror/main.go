// The internet, as far as an administrator downloads from it: mirror ADDRESS:PORT FOLDER CERTIFICATE, a proxy that answers for every server
// itself. What https://HOST/PATH is asked for is the file FOLDER/HOST/PATH; whom it believes is told by CERTIFICATE, which it writes.
package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

func main() {
	address, folder, file := os.Args[1], os.Args[2], os.Args[3]
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	authority := certificate(1, "authority of the lab")
	authority.IsCA, authority.BasicConstraintsValid, authority.KeyUsage = true, true, x509.KeyUsageCertSign
	own, err := x509.CreateCertificate(rand.Reader, authority, authority, key.Public(), key)
	check(err)
	check(os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: own}), 0o644))
	servers := &tls.Config{GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		server := certificate(time.Now().UnixNano(), hello.ServerName)
		server.DNSNames = []string{hello.ServerName}
		signed, err := x509.CreateCertificate(rand.Reader, server, authority, key.Public(), key)
		return &tls.Certificate{Certificate: [][]byte{signed}, PrivateKey: key}, err
	}}
	socket, err := net.Listen("tcp", address)
	check(err)
	fmt.Println("listening")
	for {
		client, err := socket.Accept()
		check(err)
		go serve(client, servers, folder)
	}
}

func certificate(serial int64, name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(240 * time.Hour),
	}
}

// serve answers what is asked through one tunnel.
func serve(client net.Conn, servers *tls.Config, folder string) {
	defer client.Close()
	request, err := http.ReadRequest(bufio.NewReader(client))
	if err != nil || request.Method != http.MethodConnect {
		fmt.Fprint(client, "HTTP/1.1 405 Method Not Allowed\r\n\r\n")
		return
	}
	host, _, _ := net.SplitHostPort(request.Host)
	fmt.Fprint(client, "HTTP/1.1 200 OK\r\n\r\n")
	tunnel := tls.Server(client, servers)
	for lines := bufio.NewReader(tunnel); ; {
		asked, err := http.ReadRequest(lines)
		if err != nil {
			return
		}
		content, err := os.ReadFile(filepath.Join(folder, host, filepath.Clean("/"+asked.URL.Path)))
		status := "200 OK"
		if err != nil {
			status = "404 Not Found"
		}
		fmt.Println(status, "https://"+host+asked.URL.Path)
		fmt.Fprintf(tunnel, "HTTP/1.1 %s\r\nContent-Length: %d\r\nContent-Type: application/octet-stream\r\n\r\n", status, len(content))
		tunnel.Write(content)
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
