#!/bin/sh
# First and only program of the tiny guest: takes its address from the CD that the system gives it (or from DHCP), and serves the
# guest agent, by which tests run commands in it.
/bin/busybox mkdir -p /proc /sys /dev /tmp /run /var/run /cd /etc
/bin/busybox --install -s /bin
export PATH=/bin:/usr/sbin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
exec > /dev/console 2>&1 < /dev/null
for module in $(cat /modules/order); do insmod "/modules/$module"; done

# The power button.
for event in /sys/class/input/event*; do
  [ "$(cat "$event/device/name" 2>/dev/null)" = 'Power Button' ] || continue
  (dd if="/dev/input/${event##*/}" bs=24 count=1 > /dev/null 2>&1; sync; poweroff -f) &
done

ip link set lo up
ip link set eth0 up
tries=0
until mount -t iso9660 -o ro /dev/sr0 /cd 2>/dev/null || [ $tries -ge 3 ]; do
  tries=$((tries + 1))
  sleep 1
done
if [ -e /cd/network-config ] && ! grep -q 'dhcp4: true' /cd/network-config; then
  hostname "$(awk '/^local-hostname:/ { print $2 }' /cd/meta-data)"
  ip link set eth0 mtu "$(awk '/^    mtu:/ { print $2 }' /cd/network-config)"
  for address in $(awk '/^    [a-z]/ { inside = /addresses:/ } inside && /- / { print $2 }' /cd/network-config); do ip address add "$address" dev eth0; done
  awk '/^    [a-z]/ { inside = /routes:/ } inside && /- to:/ { to = $3 } inside && /via:/ { print to, $2 }' /cd/network-config |
    while read -r to via; do ip route add "$to" via "$via"; done
else
  cat > /tmp/dhcp <<'END'
#!/bin/sh
case $1 in bound | renew)
  ip -4 address flush dev "$interface"
  ip address add "$ip/$mask" dev "$interface"
  [ -z "$router" ] || ip route replace default via "${router%% *}"
  [ -z "$hostname" ] || hostname "$hostname"
  for server in $dns; do echo "nameserver $server"; done > /etc/resolv.conf
esac
END
  chmod 755 /tmp/dhcp
  udhcpc -s /tmp/dhcp -i eth0 -b -t 20 -T 1 -O hostname
fi
ip -4 address show eth0
echo "TINY UP $(hostname) $(cut -d' ' -f1 /proc/uptime)"

port=$(grep -l '^org.qemu.guest_agent.0$' /sys/class/virtio-ports/*/name | head -n 1)
while :; do
  qemu-ga --method=virtio-serial --path="/dev/$(basename "$(dirname "$port")")" --statedir=/run
  sleep 1
done
