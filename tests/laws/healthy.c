/* SPDX-License-Identifier: Apache-2.0 */
/* Worlds in which every name can be looked up: signed zones of several makes and unsigned ones, records of all sorts,
 * aliases within and across zones, wildcards, empty non-terminals, and servers that are only a little sick. */
#include "laws.h"

#include <stdio.h>

static const char *const tlds[HEALTHY_TLDS] = {"jp.", "test.", "org."};

static const char *const sets[] = {"CAA 0 issue \"secomtrust.net\"",
                                   "CAA 0 issue \"secomtrust.net\"",
                                   "CAA 0 issue \"other.example\"",
                                   "CAA 0 issue \";\"",
                                   "CAA 0 issuewild \";\"",
                                   "CAA 0 issuemail \"other.example\"",
                                   "CAA 1 issue \"secomtrust.net\"",
                                   "CAA 0 issue \"secomtrust.net; validationmethods=dns-01\"",
                                   "CAA 0 issue \"secomtrust.net; accounturi=https://a.example/1\"",
                                   "CAA 128 strange \"x\"",
                                   "CAA 128 issue \"SECOMTRUST.NET.\"",
                                   "CAA 0 issue \"%%%%%\"",
                                   "CAA 0 iodef \"mailto:a@example.org\"",
                                   "A 198.51.100.7"};

static void add_name(struct healthy *world, const struct healthy_zone *zone, const char *relative)
{
    if (world->name_count == HEALTHY_NAMES_MAX)
        return;
    char *name = world->names[world->name_count++];
    snprintf(name, LAW_NAME_MAX, "%s.%.*s", relative, (int)strlen(zone->name) - 1, zone->name);
}

static void put_set(struct healthy *world, struct healthy_zone *zone, const char *owner)
{
    print(&zone->text, "    %s %s\n", owner, CHANCE_OF(&world->chance, sets));
    if (chance_percent(&world->chance, 25))
        print(&zone->text, "    %s CAA 0 issuewild \"wild.example\"\n", owner);
}

/* A zone whose first host another one may lead to. */
static const struct healthy_zone *earlier(struct healthy *world, const struct healthy_zone *zone)
{
    long count = zone - world->zones - HEALTHY_TLDS;
    return count > 0 ? &world->zones[HEALTHY_TLDS + chance_below(&world->chance, (unsigned)count)] : NULL;
}

/* Records of one host, and what is asked of it. */
static void add_host(struct healthy *world, struct healthy_zone *zone, unsigned number)
{
    const struct healthy_zone *other = earlier(world, zone);
    char owner[64], asked[128];
    snprintf(owner, sizeof owner, "n%u", number);
    snprintf(asked, sizeof asked, "n%u", number);
    switch (number ? chance_below(&world->chance, 10) : 0) {
    case 0:
    case 1:
    case 2:
        put_set(world, zone, owner);
        break;
    case 3:
        print(&zone->text, "    %s CNAME n0\n", owner);
        break;
    case 4:
        print(&zone->text, "    %s CNAME n0.%s\n", owner, other ? other->name : zone->name);
        break;
    case 5:
        if (!other || strcmp(other->name, zone->name) == 0)
            break;
        print(&zone->text, "    d%u DNAME %s\n", number, other->name);
        snprintf(asked, sizeof asked, "n0.d%u", number);
        break;
    case 6:
        snprintf(owner, sizeof owner, "*.w%u", number);
        put_set(world, zone, owner);
        snprintf(asked, sizeof asked, "%sx.w%u", chance_percent(&world->chance, 50) ? "y." : "", number);
        break;
    case 7:
        print(&zone->text, "    *.w%u CNAME n0\n", number);
        snprintf(asked, sizeof asked, "x.w%u", number);
        break;
    case 8:
        snprintf(owner, sizeof owner, "a.b.c.e%u", number);
        put_set(world, zone, owner);
        snprintf(asked, sizeof asked, "%sc.e%u", chance_percent(&world->chance, 50) ? "b." : "", number);
        break;
    default:
        snprintf(asked, sizeof asked, "x.y.none%u", number);
    }
    add_name(world, zone, asked);
}

static const char *signing(struct healthy *world)
{
    static const char *const words[] = {"signed",
                                        "signed",
                                        "signed",
                                        "nsec3",
                                        "nsec3 opt-out",
                                        "nsec3 opt-out iterations=3 salt=ab",
                                        "signed split-keys",
                                        "signed algorithm=p256",
                                        "signed split-keys twin-key",
                                        "nsec3 split-keys"};
    return CHANCE_OF(&world->chance, words);
}

static void write_servers(struct healthy *world, struct healthy_zone *zone)
{
    const struct healthy_zone *provider = chance_percent(&world->chance, 30) ? earlier(world, zone) : NULL;
    if (provider && (!provider->tenant || provider->sublets)) {
        zone->tenant = true;
        zone->sublets = chance_percent(&world->chance, 40);
        memcpy(zone->address, provider->address, sizeof zone->address);
        print(&zone->text, "    served by %s %s\n", provider->server, zone->address);
        if (zone->sublets)
            print(&zone->text, "    ns A %s\n", zone->address);
        else
            memcpy(zone->server, provider->server, sizeof zone->server);
        return;
    }
    print(&zone->text, "    served by ns %s\n", zone->address);
    if (chance_percent(&world->chance, 15))
        print(&zone->text, "    served by ns2 193.0.%zu.250\n", (size_t)(zone - world->zones)); /* nobody is there */
    else if (chance_percent(&world->chance, 5))
        print(&zone->text, "    served by ns2 193.0.%zu.251 lame\n", (size_t)(zone - world->zones));
}

/* Others' rows are not only good ones: what is broken is so in any company, too. */
static const char *const spoils[] = {"stale-beside", "junk-beside 1", "junk-beside 15", "forged", "expired", "missing"};

static void write_sickness(struct healthy *world, struct healthy_zone *zone)
{
    if (zone->tenant)
        return;
    if (chance_percent(&world->chance, 6))
        print(&zone->text, "    on * any udp: truncate\n");
    else if (chance_percent(&world->chance, 6))
        print(&zone->text, "    on * any: delay 60ms\n");
    else if (world->plain && chance_percent(&world->chance, 10))
        print(&zone->text, "    on * any edns: rcode %s\n", chance_percent(&world->chance, 50) ? "FORMERR" : "NOTIMP");
    else if (chance_percent(&world->chance, 4))
        print(&zone->text, "    on * CAA udp try 1: silence\n");
    else if (!world->plain && chance_percent(&world->chance, 15))
        print(&zone->text, "    spoil * any %s\n", CHANCE_OF(&world->chance, spoils));
}

static void put_name(struct healthy_zone *zone, const char *label, const char *above)
{
    char name[LAW_NAME_MAX];
    snprintf(name, sizeof name, "%s%.200s", label, above);
    snprintf(zone->server, sizeof zone->server, "ns.%.200s", name);
    memcpy(zone->name, name, sizeof zone->name);
}

static void add_zone(struct healthy *world, bool top)
{
    size_t number = world->zone_count++;
    char label[32];
    struct healthy_zone *zone = &world->zones[number];
    unsigned above = top || chance_percent(&world->chance, 75) ? chance_below(&world->chance, HEALTHY_TLDS)
                                                               : chance_below(&world->chance, (unsigned)number);
    const struct healthy_zone *parent = &world->zones[above];
    snprintf(label, sizeof label, "h%zu.", number);
    if (top)
        put_name(zone, "", tlds[number]);
    else
        put_name(zone, label, parent->name);
    snprintf(zone->address, sizeof zone->address, "193.0.%zu.1", number);
    zone->is_signed = !world->plain && (top ? chance_percent(&world->chance, 85)
                                            : parent->is_signed && chance_percent(&world->chance, 65));
    print(&zone->text, "zone %s %s\n", zone->name, zone->is_signed ? signing(world) : "");
    write_servers(world, zone);
    if (top)
        return;
    write_sickness(world, zone);
    if (chance_percent(&world->chance, 40))
        put_set(world, zone, "@");
    unsigned hosts = 1 + chance_below(&world->chance, 3);
    for (zone->hosts = 0; zone->hosts < hosts; zone->hosts++)
        add_host(world, zone, zone->hosts);
}

void healthy_make(uint64_t seed, struct healthy *ret_healthy)
{
    struct healthy *world = ret_healthy;
    memset(world, 0, sizeof *world);
    world->chance = chance_of(seed);
    world->plain = chance_percent(&world->chance, 45);
    world->iterates = chance_percent(&world->chance, 55);
    for (size_t i = 0; i < HEALTHY_TLDS; i++)
        add_zone(world, true);
    unsigned count = 3 + chance_below(&world->chance, chance_percent(&world->chance, 10) ? HEALTHY_ZONES_MAX - 3 : 5);
    for (unsigned i = 0; i < count; i++)
        add_zone(world, false);
    if (chance_percent(&world->chance, 8))
        print(&world->resolver, "    on * any udp: truncate\n%s",
              chance_percent(&world->chance, 50) ? "    on * any tcp: delay 100ms\n" : "");
    else if (chance_percent(&world->chance, 8))
        print(&world->resolver, "    on * any: delay 40ms\n");
}

void healthy_free(struct healthy *world)
{
    for (size_t i = 0; i < world->zone_count; i++)
        buffer_free(&world->zones[i].text);
    buffer_free(&world->resolver);
}
