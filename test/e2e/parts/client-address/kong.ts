import type { ResolvedSystem } from '../../../../src';
import type { Place } from './yard';

/**
 * What nginx has to be told to do with connections, and with what clients say of themselves, what Kong's data plane does: it is nginx, and
 * these are its settings.
 * @param system whose prerequisites say what is asked of Kong
 * @returns a configuration whose requests all go to one service
 * @throws when the product asks for none of it
 */
export function nginxOfKong({ prerequisites }: ResolvedSystem, { folder, certificate, key, service }: Place): string {
  const text = prerequisites.join('\n');
  const settings = new Map([...text.matchAll(/`KONG_(\w+)=([^`]*)`/g)].map(([, name = '', value = '']) => [name, value]));
  const [, listens = ''] = /`KONG_PROXY_LISTEN` has `proxy_protocol` at ([^,]*),/.exec(text) ?? [];
  const [plain, sealed] = listens.split(' and ');
  const header = settings.get('REAL_IP_HEADER');
  if (!plain || !sealed || !header) throw new Error(`nothing is asked of Kong: ${text}`);
  const trusted = (settings.get('TRUSTED_IPS') ?? '').split(',').filter(Boolean);
  // nginx_proxy_<directive>: into its server, as it is written (kong.conf, "Nginx injected directives").
  const injected = [...settings].flatMap(
    ([name, value]) => /^NGINX_PROXY_(\w+)$/.exec(name)?.[1]?.toLowerCase().concat(` ${value};`) ?? [],
  );
  return `daemon off;
error_log ${folder}/error.log info;
pid ${folder}/nginx.pid;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  # Whom Kong believes what they say (kong/runloop/handler.lua, "X-Forwarded-* Headers Parsing").
  geo $realip_remote_addr $trusted { default 0; ${trusted.map((each) => `${each} 1;`).join(' ')} }
  map "$trusted $http_x_forwarded_proto" $how { default $scheme; "~^1 (?<said>.+)" $said; }
  map "$trusted $http_x_forwarded_host" $asked { default $host; "~^1 (?<named>.+)" $named; }
  map $http_x_forwarded_for $way { "" $remote_addr; default "$http_x_forwarded_for, $realip_remote_addr"; }
  server {
    listen ${plain} proxy_protocol;
    listen ${sealed} ssl proxy_protocol;
    ssl_certificate ${certificate};
    ssl_certificate_key ${key};
    real_ip_header ${header};
    ${injected.join('\n    ')}
    ${trusted.map((each) => `set_real_ip_from ${each};`).join('\n    ')}
    location / {
      # konghq.com/protocols: https, konghq.com/https-redirect-status-code: 301
      if ($how != https) { return 301 https://$asked$request_uri; }
      proxy_pass http://${service.address}:${service.port};
      proxy_set_header X-Real-IP $remote_addr;
      proxy_set_header X-Forwarded-For $way;
      proxy_set_header X-Forwarded-Proto $how;
      proxy_set_header X-Forwarded-Host $asked;
    }
  }
}
`;
}
