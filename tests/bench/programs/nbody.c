/* Gravity among five bodies: double arithmetic and square roots over an array of structures. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct body { double x, y, z, vx, vy, vz, mass; };

#define YEAR 365.24
static const double pi = 3.141592653589793;

static struct body bodies[5];

static void set(int i, double x, double y, double z, double vx, double vy, double vz, double mass)
{
    struct body *b = &bodies[i];
    double solar = 4 * pi * pi;
    b->x = x; b->y = y; b->z = z;
    b->vx = vx * YEAR; b->vy = vy * YEAR; b->vz = vz * YEAR;
    b->mass = mass * solar;
}

static void step(struct body *all, int n, double dt)
{
    for (int i = 0; i < n; i++) {
        struct body *a = &all[i];
        for (int j = i + 1; j < n; j++) {
            struct body *b = &all[j];
            double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
            double square = dx * dx + dy * dy + dz * dz;
            double mag = dt / (square * sqrt(square));
            a->vx -= dx * b->mass * mag; a->vy -= dy * b->mass * mag; a->vz -= dz * b->mass * mag;
            b->vx += dx * a->mass * mag; b->vy += dy * a->mass * mag; b->vz += dz * a->mass * mag;
        }
    }
    for (int i = 0; i < n; i++) {
        all[i].x += dt * all[i].vx; all[i].y += dt * all[i].vy; all[i].z += dt * all[i].vz;
    }
}

static double energy(const struct body *all, int n)
{
    double e = 0;
    for (int i = 0; i < n; i++) {
        const struct body *a = &all[i];
        e += 0.5 * a->mass * (a->vx * a->vx + a->vy * a->vy + a->vz * a->vz);
        for (int j = i + 1; j < n; j++) {
            const struct body *b = &all[j];
            double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
            e -= a->mass * b->mass / sqrt(dx * dx + dy * dy + dz * dz);
        }
    }
    return e;
}

int main(int argc, char **argv)
{
    int steps = argc > 1 ? atoi(argv[1]) : 1000;
    double px = 0, py = 0, pz = 0;
    set(0, 0, 0, 0, 0, 0, 0, 1);
    set(1, 4.84143144246472090, -1.16032004402742839, -0.103622044471123109,
        0.00166007664274403694, 0.00769901118419740425, -0.0000690460016972063023,
        0.000954791938424326609);
    set(2, 8.34336671824457987, 4.12479856412430479, -0.403523417114321381,
        -0.00276742510726411001, 0.00499852801234917238, 0.0000230417297573763929,
        0.000285885980666130812);
    set(3, 12.8943695621391310, -15.1111514016986312, -0.223307578892655734,
        0.00296460137564761618, 0.00237847173959480950, -0.0000296589568540237556,
        0.0000436624404335156298);
    set(4, 15.3796971148509165, -25.9193146099879641, 0.179258772950371181,
        0.00268067772490389322, 0.00162824170038242295, -0.0000951592254519715870,
        0.0000515138902046611451);
    for (int i = 0; i < 5; i++) {
        px += bodies[i].vx * bodies[i].mass;
        py += bodies[i].vy * bodies[i].mass;
        pz += bodies[i].vz * bodies[i].mass;
    }
    bodies[0].vx = -px / bodies[0].mass;
    bodies[0].vy = -py / bodies[0].mass;
    bodies[0].vz = -pz / bodies[0].mass;
    printf("%.9f\n", energy(bodies, 5));
    for (int i = 0; i < steps; i++)
        step(bodies, 5, 0.01);
    printf("%.9f\n", energy(bodies, 5));
    return 0;
}
