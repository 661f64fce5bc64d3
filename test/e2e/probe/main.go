// Real packets for tests: listens on ports and tells who asked, or asks and tells what came back.
//
//	probe listen 22/tcp 53/udp …   answers everything with the sender's address, and prints "PROTOCOL PORT SENDER TEXT"
//	probe dial < questions.json    tries all questions at once and prints the answers as JSON
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"time"
)

// One attempt to reach a port. Addresses may be IPv4 or IPv6.
type question struct {
	Protocol string `json:"protocol"`
	// Source address; empty: the system's choice.
	From string `json:"from,omitempty"`
	// Source port; 0: the system's choice.
	FromPort int    `json:"fromPort,omitempty"`
	To       string `json:"to"`
	Port     int    `json:"port"`
	Text     string `json:"text,omitempty"`
}

type answer struct {
	question
	// open: the listener answered; refused: the target has no listener there; silent: nothing came back; failed: not sent.
	Result string `json:"result"`
	// The sender as the listener saw it.
	Seen  string `json:"seen,omitempty"`
	Error string `json:"error,omitempty"`
}

const patience = 2500 * time.Millisecond

func main() {
	if len(os.Args) > 1 && os.Args[1] == "listen" {
		listen(os.Args[2:])
	} else if len(os.Args) > 1 && os.Args[1] == "dial" {
		dialAll()
	} else {
		fmt.Fprintln(os.Stderr, "probe listen PORT/PROTOCOL… | probe dial")
		os.Exit(2)
	}
}

func listen(ports []string) {
	var lock sync.Mutex
	tell := func(protocol, port string, sender net.Addr, text []byte) {
		lock.Lock()
		defer lock.Unlock()
		fmt.Println(protocol, port, sender, strings.TrimSpace(string(text)))
	}
	for _, spec := range ports {
		port, protocol, _ := strings.Cut(spec, "/")
		if protocol == "udp" {
			for _, address := range ownAddresses() {
				network := "udp4"
				if address == "::" {
					network = "udp6"
				}
				socket, err := net.ListenPacket(network, net.JoinHostPort(address, port))
				check(err)
				go func() {
					buffer := make([]byte, 2048)
					for {
						n, sender, err := socket.ReadFrom(buffer)
						if err != nil {
							continue
						}
						tell(protocol, port, sender, buffer[:n])
						socket.WriteTo([]byte(sender.String()), sender)
					}
				}()
			}
			continue
		}
		socket, err := net.Listen("tcp", ":"+port)
		check(err)
		go func() {
			for {
				connection, err := socket.Accept()
				if err != nil {
					continue
				}
				tell(protocol, port, connection.RemoteAddr(), nil)
				fmt.Fprint(connection, connection.RemoteAddr())
				connection.Close()
			}
		}()
	}
	fmt.Println("listening")
	select {}
}

// IPv4 addresses of this machine, one by one (a datagram must be answered from the address that it was sent to), and all of IPv6.
func ownAddresses() []string {
	addresses, err := net.InterfaceAddrs()
	check(err)
	all := []string{"::"}
	for _, address := range addresses {
		if ip := address.(*net.IPNet).IP; ip.To4() != nil {
			all = append(all, ip.String())
		}
	}
	return all
}

func dialAll() {
	var questions []question
	check(json.NewDecoder(os.Stdin).Decode(&questions))
	answers := make([]answer, len(questions))
	var all sync.WaitGroup
	for i, q := range questions {
		all.Add(1)
		go func() {
			defer all.Done()
			answers[i] = dial(q)
			// The first packets over a new path may be lost: silence counts when it lasts.
			if answers[i].Result == "silent" {
				answers[i] = dial(q)
			}
		}()
	}
	all.Wait()
	check(json.NewEncoder(os.Stdout).Encode(answers))
}

func dial(q question) answer {
	result := answer{question: q}
	dialer := net.Dialer{Timeout: patience}
	if q.From != "" || q.FromPort != 0 {
		address := &net.TCPAddr{IP: net.ParseIP(q.From), Port: q.FromPort}
		dialer.LocalAddr = address
		if q.Protocol == "udp" {
			dialer.LocalAddr = &net.UDPAddr{IP: address.IP, Port: address.Port}
		}
	}
	connection, err := dialer.Dial(q.Protocol, net.JoinHostPort(q.To, fmt.Sprint(q.Port)))
	if err == nil {
		defer connection.Close()
		connection.SetDeadline(time.Now().Add(patience))
		if q.Protocol == "tcp" {
			connection.SetDeadline(time.Now().Add(time.Second))
		}
		if q.Protocol == "udp" {
			_, err = fmt.Fprint(connection, "?"+q.Text)
		}
	}
	var text []byte
	// A TCP connection is an answer; what the listener says comes on top.
	connected := err == nil && q.Protocol == "tcp"
	if err == nil {
		buffer := make([]byte, 256)
		var n int
		n, err = connection.Read(buffer)
		text = buffer[:n]
	}
	switch {
	case len(text) > 0 || connected:
		result.Result, result.Seen = "open", string(text)
	case err == nil || err == io.EOF:
		result.Result = "failed"
	case strings.Contains(err.Error(), "refused"):
		result.Result = "refused"
	case strings.Contains(err.Error(), "timeout"):
		result.Result = "silent"
	case strings.Contains(err.Error(), "no route to host"):
		result.Result = "silent"
	default:
		result.Result = "failed"
	}
	if err != nil && result.Result != "open" {
		result.Error = err.Error()
	}
	return result
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "probe:", err)
		os.Exit(1)
	}
}
