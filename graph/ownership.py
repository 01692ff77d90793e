"""Integrated ownership (穿透持股比例) of natural persons: W_p (I − W_cc)^-1, exact with rings.

The sum over all chains of holdings from a person to a company. With companies that hold one another
such sums count chains twice that pass again through their first member; a natural person is owned
by nobody, so for persons the plain sum is exact (Brioschi, Buzzacchi & Colombo 1989; Baldone, Brioschi
& Paleari 1998). Components are processed in the order of the holdings; inside a ring the linear
system is solved.
"""

from __future__ import annotations

import numpy as np

from graph.compiled import Arrays, compiled
from graph.snapshot import Network
from graph.stakes import Floats, Ints


def integrated(network: Network, holders: Ints) -> tuple[Ints, Ints, Floats]:
    """Return (holder, company, own) for every company in which one of the holders has a part.

    Parameters
    ----------
    network : Network
        Known shares as of a day.
    holders : array of int32
        Nodes that are no companies: register persons, or the first members of merged families.

    Returns
    -------
    holder, company : arrays of int32
    own : array of float64
        Integrated share 0–1, above 1 by no more than the rounding that sums of shares are allowed.
    """
    rings = network.rings
    return push(
        holders, network.companies,
        (network.out, network.out_company, network.out_share),
        (rings.position, rings.company, rings.component, rings.size, rings.offset, rings.inverse),
    )  # fmt: skip


@compiled
def _reach(holder: int, turn: int, network: Arrays, scratch: Arrays) -> int:
    """Add the holder's own shares to `mass`; write the places of all it reaches, in order."""
    out, heads, shares, position, company = network
    mark, mass, reach = scratch
    for e in range(out[holder], out[holder + 1]):
        mass[heads[e]] += shares[e]
    found, node = 0, holder
    read = -1
    while read < found:
        if read >= 0:
            node = company[reach[read]]
        read += 1
        for e in range(out[node], out[node + 1]):
            c = heads[e]
            if mark[c] != turn:
                mark[c] = turn
                reach[found] = position[c]
                found += 1
    reach[:found].sort()
    return found


@compiled
def _solve(
    place: int, width: int, offset: int, company: Ints, mass: Floats, inverse: Floats
) -> None:
    """Replace what flows into the ring at a place by what its members hold in the end."""
    given = np.empty(width)
    for k in range(width):
        given[k], mass[company[place + k]] = mass[company[place + k]], 0.0
    for k in range(width):
        for m in range(width):
            mass[company[place + m]] += given[k] * inverse[offset + k * width + m]


@compiled
def push(holders: Ints, companies: int, edges: Arrays, rings: Arrays) -> tuple[Ints, Ints, Floats]:
    """Push the shares of each holder forward through the companies that it reaches."""
    out, heads, shares = edges
    position, company, component, size, offset, inverse = rings
    mark, mass = np.full(companies, -1, np.int64), np.zeros(companies)
    reach = np.empty(companies, np.int32)
    owner, owned, own = np.empty(1024, np.int32), np.empty(1024, np.int32), np.empty(1024)
    count = 0
    for turn, holder in enumerate(holders):
        found = _reach(holder, turn, (out, heads, shares, position, company), (mark, mass, reach))
        while count + found > len(own):
            owner = np.concatenate((owner, owner))
            owned = np.concatenate((owned, owned))
            own = np.concatenate((own, own))
        for i in range(found):
            place = reach[i]
            c = company[place]
            ring = component[c]
            # whoever reaches a ring reaches all of it, so its members are neighbours here
            if offset[ring] >= 0 and (place == 0 or component[company[place - 1]] != ring):
                _solve(place, size[ring], offset[ring], company, mass, inverse)
            owner[count], owned[count], own[count] = holder, c, mass[c]
            count += 1
            for e in range(out[c], out[c + 1]):
                if component[heads[e]] != ring:
                    mass[heads[e]] += mass[c] * shares[e]
            mass[c] = 0.0
    return owner[:count], owned[:count], own[:count]
