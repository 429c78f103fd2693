module steadystate.bench/gopeer

go 1.22
