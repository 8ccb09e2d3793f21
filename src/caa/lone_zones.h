/* SPDX-License-Identifier: Apache-2.0 */
/* Where the public suffix list has suffixes that lie below no other one. Only what may be asked is decided by it. */
#ifndef CAA_LONE_ZONES_H
#define CAA_LONE_ZONES_H

/* In the list with this checksum, a suffix lies immediately below another one, or below one of these, which are none
 * themselves (`compute.amazonaws.com`, `sande.vestfold.no`), in any depth. In order. With any other list each name is
 * looked up in it, which is slower, and no less right: for a new one, these are what lies between a suffix and the next
 * one above it. unit.advice fails where one is missing. */
static const char known_list[] = "16fee06c5f89997e5b74c3ac139f9b9e97273e31";

/* clang-format off */
static const char *const lone_zones[] = {
    "0emm.com", "advisor.ws", "akershus.no", "alces.network", "amazonaws.com", "amazonaws.com.cn", "amune.org",
    "aseinet.ne.jp", "atlassian-dev.net", "awdev.ca", "axarnet.cloud", "azurecontainer.io", "banzai.cloud",
    "banzaicloud.io", "beebyte.io", "beebyteapp.io", "beget.app", "bigv.io", "brendly.rs", "build.run", "buskerud.no",
    "bytemark.co.uk", "cdn77-secure.org", "cdn77.net", "cdn77.org", "cldmail.ru", "cloudera.site", "cloudlets.com.au",
    "cloudplatform.fi", "code.com", "code.run", "compute.estate", "cosidns.de", "cryptonomic.net", "customer-oci.com",
    "dappnode.io", "dapps.earth", "database.run", "datacenter.fi", "datadetect.com", "dev.adobeaemcloud.com",
    "devcdnaccesso.com", "developer.app", "digitaloceanspaces.com", "diher.solutions", "dnstrace.pro", "dogado.eu",
    "dweb.link", "elastx.net", "encoway.cloud", "enscaled.us", "evennode.com", "fastly.net", "fbsbx.com",
    "fedoraproject.org", "firenet.ch", "flow.ch", "forgerock.io", "frusky.de", "funkfeuer.at", "futurecms.at",
    "gateway.dev", "hedmark.no", "her.name", "his.name", "hordaland.no", "hosted-by-previder.com", "hosteur.com",
    "hosting.myjino.ru", "hs-heilbronn.de", "ik-server.com", "interhostsolutions.be", "jelastic.cloud", "jelastic.com",
    "jelastic.vps-host.net", "jenv-aruba.cloud", "joyent.com", "kawasaki.jp", "kazteleport.kz", "kitakyushu.jp",
    "kobe.jp", "kuleuven.be", "lair.io", "landing.myjino.ru", "layershift.co.uk", "lcl.dev", "lclstage.dev",
    "linode.com", "linodeobjects.com", "linodeusercontent.com", "lmpm.com", "localcert.dev", "magentosite.cloud",
    "massivegrid.com", "massivegrid.net", "metacentrum.cz", "migration.run", "moonscale.io", "more-og-romsdal.no",
    "muni.cz", "mythic-beasts.com", "nabu.casa", "nagoya.jp", "neen.it", "nodeart.io", "nom.br", "nordland.no",
    "northflank.app", "nospamproxy.com", "observableusercontent.com", "on-acorn.io", "on-k3s.io", "on-rancher.cloud",
    "on-rio.io", "ortsinfo.at", "ostfold.no", "otap.co", "ovh.net", "owo.codes", "paba.se", "party.eus",
    "paywhirl.com", "platform.sh", "platformsh.site", "prgmr.com", "quickconnect.cn", "quickconnect.to",
    "quipelements.com", "r.appspot.com", "reclaim.cloud", "regruhosting.ru", "render.com", "resinstaging.io",
    "retrosnub.co.uk", "rit.edu", "rss.my.id", "s5y.io", "sapporo.jp", "saveincloud.net", "scaleforce.com.cy",
    "scaleforce.net", "sch.uk", "scw.cloud", "sendai.jp", "sensiosite.cloud", "spawn.cc", "spectrum.myjino.ru",
    "speedpartner.de", "srcf.net", "statics.cloud", "stdlib.com", "stg.dev", "stgstage.dev", "stolos.io", "sys.qcx.io",
    "tailscale.net", "tb-hosting.com", "teckids.org", "telebit.xyz", "telemark.no", "thingdust.io", "tim.it",
    "transip.me", "transurl.be", "transurl.eu", "transurl.nl", "trendhosting.cloud", "triton.zone", "tst.site",
    "tsukaeru.net", "typeform.com", "uberspace.de", "unispace.io", "user.fm", "usercontent.goog", "vbrplsbx.io",
    "vestfold.no", "virtualcloud.com.br", "vps.myjino.ru", "vultrobjects.com", "wafaicloud.com", "webhare.dev",
    "wiardweb.com", "xn--mre-og-romsdal-qqb.no", "xn--stfold-9xa.no", "yokohama.jp",
};
/* clang-format on */

#endif
