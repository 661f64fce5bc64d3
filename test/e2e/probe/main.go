// Real packets for tests: listens on ports and tells who asked, or asks and tells what came back.
//
//	probe listen 22/tcp 53/udp …   answers everything with the sender's address; prints "PROTOCOL PORT SENDER TEXT", and whatever
//	                               comes in for these ports, answered or not: "arrived PROTOCOL RECEIVER PORT SENDER SENDER-PORT"
//	probe listen 8080/http         the same by HTTP, for every path but /via/HOST:PORT: that calls there by TCP and passes on what comes back
//	probe dial < questions.json    tries all questions at once and prints the answers as JSON
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
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

// Lets a socket leave from a port on which this machine listens, as a server's answers do.
func sharePort(_, _ string, socket syscall.RawConn) error {
	const reusePort = 15 // SO_REUSEPORT, which package syscall lacks
	var failure error
	err := socket.Control(func(fd uintptr) {
		failure = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, reusePort, 1)
	})
	if err != nil {
		return err
	}
	return failure
}

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
	config := net.ListenConfig{Control: sharePort}
	for _, spec := range ports {
		port, protocol, _ := strings.Cut(spec, "/")
		if protocol == "udp" {
			for _, address := range ownAddresses() {
				network := "udp4"
				if address == "::" {
					network = "udp6"
				}
				socket, err := config.ListenPacket(context.Background(), network, net.JoinHostPort(address, port))
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
		socket, err := config.Listen(context.Background(), "tcp", ":"+port)
		check(err)
		if protocol == "http" {
			go http.Serve(socket, http.HandlerFunc(respond))
			continue
		}
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
	// What answers by HTTP does so as anybody, who may not listen to packets.
	if raw := slices.DeleteFunc(ports, func(spec string) bool { return strings.HasSuffix(spec, "/http") }); len(raw) > 0 {
		watch(raw, func(line string) {
			lock.Lock()
			defer lock.Unlock()
			fmt.Println(line)
		})
	}
	fmt.Println("listening")
	select {}
}

func respond(w http.ResponseWriter, r *http.Request) {
	to, passesOn := strings.CutPrefix(r.URL.Path, "/via/")
	if !passesOn {
		fmt.Fprint(w, r.RemoteAddr)
		return
	}
	connection, err := net.DialTimeout("tcp", to, patience)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer connection.Close()
	connection.SetDeadline(time.Now().Add(patience))
	io.Copy(w, connection)
}

// Reports each datagram and each opening of a connection that reaches an interface of this machine for one of the ports: also those
// whose answers are lost, which nobody else would notice.
func watch(ports []string, report func(line string)) {
	loopback, err := net.InterfaceByName("lo")
	check(err)
	// A socket for all protocols would hear what comes in at a port of a bridge before its filters are asked: where a bridge has the
	// address of that port, as bridges have that of their lowest, it looks like something for this machine.
	for _, protocol := range []uint16{syscall.ETH_P_IP, syscall.ETH_P_IPV6} {
		socket, err := syscall.Socket(syscall.AF_PACKET, syscall.SOCK_DGRAM, int(protocol>>8|protocol<<8)) // in the network's byte order
		check(err)
		go func() {
			packet := make([]byte, 65536)
			for {
				n, from, err := syscall.Recvfrom(socket, packet, 0)
				link, known := from.(*syscall.SockaddrLinklayer)
				if err != nil || !known || link.Pkttype != syscall.PACKET_HOST || link.Ifindex == loopback.Index {
					continue
				}
				if it := opening(packet[:n]); slices.Contains(ports, fmt.Sprintf("%d/%s", it.port, it.protocol)) {
					report(fmt.Sprintf("arrived %s %s %d %s %d", it.protocol, it.receiver, it.port, it.sender, it.senderPort))
				}
			}
		}()
	}
}

type header struct {
	protocol         string
	sender, receiver net.IP
	senderPort, port int
}

// Reads a datagram or the first packet of a connection; of anything else the protocol is empty.
func opening(packet []byte) header {
	const tcp, udp, acknowledges, opens = 6, 17, 0x10, 0x02
	var next byte
	var rest []byte
	var it header
	switch {
	case len(packet) >= 20 && packet[0]>>4 == 4 && len(packet) > int(packet[0]&15)*4:
		next, it.sender, it.receiver, rest = packet[9], packet[12:16], packet[16:20], packet[int(packet[0]&15)*4:]
	case len(packet) >= 40 && packet[0]>>4 == 6:
		next, it.sender, it.receiver, rest = packet[6], packet[8:24], packet[24:40], packet[40:]
	}
	if next == udp && len(rest) >= 8 {
		it.protocol = "udp"
	} else if next == tcp && len(rest) >= 20 && rest[13]&(acknowledges|opens) == opens {
		it.protocol = "tcp"
	} else {
		return header{}
	}
	it.senderPort, it.port = int(rest[0])<<8|int(rest[1]), int(rest[2])<<8|int(rest[3])
	return it
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
			// The first packets over a new path may be lost, and a busy listener late: silence counts when it lasts. A connection that
			// was open cannot be made again from the same port at once.
			late := answers[i].Result == "open" && answers[i].Seen == "" && q.FromPort == 0
			if answers[i].Result == "silent" || late {
				answers[i] = dial(q)
			}
		}()
	}
	all.Wait()
	check(json.NewEncoder(os.Stdout).Encode(answers))
}

func dial(q question) answer {
	result := answer{question: q}
	dialer := net.Dialer{Timeout: patience, Control: sharePort}
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
