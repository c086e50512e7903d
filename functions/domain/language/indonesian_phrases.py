"""What customers of a travel agency say in Bahasa, with what is said in Java, by meaning. See word_lists.py."""

from collections.abc import Mapping

from functions.domain.language.meanings import Meaning, phrases_of_text

_TAKEN = tuple(
    f"ambil {count} {seats}" for count in range(1, 10) for seats in ("seat", "kursi", "orang", "pax")
)

INDONESIAN: Mapping[Meaning, tuple[str, ...]] = {
    "human": phrases_of_text(
        """
        bicara dengan admin, bicara sama admin, bicara dengan orang, bicara sama orang, ngobrol sama orang, ngobrol
        sama admin, ngomong sama orang, ngomong sama admin, ke admin, dengan admin, sama admin, minta admin, admin
        manusia, dengan cs, sama cs, ke cs, minta cs, customer service, orang asli, manusia, bukan bot, bukan robot,
        telepon saya, telpon saya, tlp saya, hubungi saya, operator, petugas, staf, staff, bicara langsung, ketemu
        langsung, nomor admin, no admin, nomor cs, sales, refund, mana admin, admin mana, minta tolong admin,
        hubungkan ke admin, sambungkan ke admin, bicara sama cs, chat admin, tanya admin langsung, karo wong, kalih
        tiyang, kalih admin, karo admin, ngomong karo wong, wong langsung, telpon aku, telpon balik, telepon balik,
        bisa telpon, bisa telepon, bisa ditelpon, nelpon saya, vc, video call, manajer, pimpinan, atasan, pemilik
        travel, orang kantor, wa admin, wanya admin, kontak admin, nomor wa, no wa
        """
    ),
    "anger": phrases_of_text(
        """
        marah, kecewa, mengecewakan, penipu, penipuan, nipu, tipu, menipu, bohong, lapor polisi, laporkan polisi,
        komplain, kapok, payah, goblok, tolol, bodoh, brengsek, bangsat, gak becus, tidak becus, nggak becus, uang
        kembali, kembalikan uang, balikin uang, viralkan, lemot banget, tidak profesional, php doang, ga dibales, gak
        dibales, nggak dibales, tidak dibalas, ga dibalas, lama banget bales, lama bales, lama banget balas, lama
        banget respon, lambat banget, lelet, males banget, ditipu, ketipu, tertipu
        """
    ),
    "payment": _TAKEN
    + phrases_of_text(
        """
        mau daftar, ingin daftar, cara daftar, daftar sekarang, dp berapa, berapa dp, brp dp, cara bayar, bayar, byr,
        membayar, dibayar, pembayaran, dp, uang muka, daftar, mendaftar, daftarkan, pendaftaran, booking, boking,
        pesan tempat, pesan kursi, mau pesan, ingin pesan, pesan seat, transfer, tf, rekening, norek, no rek, cicil,
        cicilan, dicicil, nyicil, lunas, pelunasan, lunasi, ndaftar, ndaptar, daptar, mbayar, bayare, ambil paket ini,
        jadi ambil, deal, sudah transfer, bukti transfer, bukti tf, ikut daftar, daftarno, panjer, dp ne, kredit,
        angsuran, diangsur, talangan, sudah saya transfer, uang dp, daftarin, didaftarin, ngedaftar, ngedaftarin,
        dibayarin, fix ikut, jadi ikut, saya ikut, kami ikut, invoice, kirim tagihan, minta tagihan
        """
    ),
    "details": phrases_of_text(
        """
        fasilitas, hotel, penginapan, itinerary, itinery, rencana perjalanan, jadwal perjalanan, brosur, detail,
        detil, rincian, info lengkap, informasi lengkap, lengkapnya, selengkapnya, lebih lanjut, termasuk, include,
        exclude, dapat apa, dapet apa, maskapai, pesawat, makan, visa, syarat pembayaran, cara pembayarannya apa,
        muthawif, mutawif, pembimbing, perlengkapan, isi paket, isine, isinya apa, dapat fasilitas apa, dapet
        fasilitas apa, rundown, kegiatannya, susunan acara, oleh oleh, hotele, jadwal kegiatan, info detail, info
        lebih, info lengkapnya, lebih detail, lebih lengkap, jarak, jaraknya, dekat haram, dekat masjid, spek,
        spesifikasi, sekamar, kamar
        """
    ),
    "price": phrases_of_text(
        """
        harga, hrg, biaya, tarif, berapa duit, brp duit, berapa juta, brp juta, budget, bajet, berapaan, berapa ya,
        berapa kak, brp ya, brp kak, berapa min, berapa pak, berapa bu, berapa mas, per orang berapa, berapa per
        orang, brp per orang, total berapa, paling murah, termurah, yang murah, rega, regane, rego, regi, regine,
        piro, pira, pinten, pintenan, ongkos, ongkosnya, juta, jt
        """
    ),
    "seats": phrases_of_text(
        """
        kuota, kursi, seat, slot, sisa berapa, sisa brp, masih ada tempat, masih tersedia, masih bisa ikut, sudah
        penuh, udah penuh, seatnya, masih ada gak, masih ada ga, masih ada kak, masih ada, isih ono, taksih wonten,
        tasih wonten, masih kosong, sisa kursi, sisa seat, kuotane
        """
    ),
    "departure": phrases_of_text(
        """
        jadwal keberangkatan, jadwal berangkat, berangkat kapan, kapan berangkat, kapan keberangkatan, berangkat
        tanggal berapa, tanggal berapa berangkat, tanggal berapa, tgl berapa, tgl brp, tanggal brp, tanggal
        keberangkatan, berapa hari, brp hari, berapa malam, lama perjalanan, durasi, berapa lama umroh, pirang dino,
        pinten dinten, kapan budhal, kapan budhale, budhal kapan, budhale kapan, mangkat kapan, kapan mangkat, kapan
        mangkate, mangkate kapan, tindak kapan, kapan tindak, kapan bidhal, bidhal kapan, pulang kapan, kapan pulang,
        pulang tanggal berapa
        """
    ),
    "packages": phrases_of_text(
        """
        paket apa, ada paket, daftar paket, list paket, pilihan paket, paket lain, paket umroh, paket umrah, paket2,
        jadwal umroh, jadwal umrah, daftar harga, price list, pricelist, promo, mau umroh, mau umrah, ingin umroh,
        ingin umrah, info umroh, info umrah, info paket, rencana umroh, rencana umrah, daftar jadwal, paket nopo,
        paket opo, paket apa saja, wonten paket, ono paket, jadwal apa, jadwal umroh apa, pilihannya apa, ada apa aja,
        badhe umroh, arep umroh, pengen umroh, pengin umroh, pingin umroh, minat umroh, tanya umroh, mau berangkat
        umroh, cari paket, semua paket, paket umrohnya
        """
    ),
    "greeting": phrases_of_text(
        """
        halo, hallo, hai, hi, permisi, selamat pagi, selamat siang, selamat sore, selamat malam, pagi, siang, sore,
        malam, assalamualaikum, assalamu alaikum, asalamualaikum, assalamualaikum wr wb, assalamu alaikum wr wb, wr
        wb, p, punten, warahmatullahi wabarakatuh, mau tanya, mau nanya, mau tanya tanya, boleh tanya, boleh nanya,
        izin tanya, izin bertanya, numpang tanya, numpang nanya, ijin tanya, saya tanya, mau bertanya, ingin bertanya,
        ingin tanya, arep takon, badhe tanglet, nderek tanglet, badhe taken, warahmatullah, wabarakatuh, tes, test,
        hallow, hei, hay, nuwun sewu, kulo nuwun, sugeng enjing, sugeng siang, sugeng sonten, sugeng dalu, met pagi,
        met siang, met sore, met malam, assalamu alaykum, assalamualaikum warahmatullahi wabarakatuh, waalaikumsalam,
        waalaikum salam, ass wr wb, assalamuallaikum, asslmkm, salam
        """
    ),
    "thanks": phrases_of_text(
        """
        terima kasih, terimakasih, makasih, makasi, mksh, trims, thx, tq, suwun, matur nuwun, ok, oke, okey, baik,
        siap, sip, noted, jazakallah, jazakumullah, jazakallah khairan, jazakumullah khairan, alhamdulillah, insya
        allah, insyaallah, aamiin, matur suwun, matur sembah nuwun, nuwun, maturnuwun, thanks, tks, makasii, mkasih,
        terimakasi, trmksh, syukron, barakallah, barakallahu fiikum, jazakillah, masya allah, masyaallah, aamin, amin,
        oke deh, okee, oke siap, baiklah, aamiin ya rabbal alamin, amin ya rabbal alamin, ya rabbal alamin, aamiin ya
        robbal alamin, ya robbal alamin, amin ya rabb
        """
    ),
    "yes": phrases_of_text(
        """
        ya, iya, iyaa, y, mau, boleh, tentu, lanjut, silakan, silahkan, betul, nggih, inggih, njih, iyo, yo, monggo,
        mangga, ya mau, iya mau, boleh banget, bisa, kirim, kirim aja, kirimkan, setuju, lanjutkan, jelas, oke mau,
        gas, yuk, gelem, purun, kersa
        """
    ),
    "no": phrases_of_text(
        """
        tidak, tdk, nggak, ngga, gak, ga, belum, blm, nanti dulu, nanti, engga, belum dulu, blm dulu, tidak usah, ga
        usah, gak usah, nggak usah, ngga usah, tidak perlu, ga perlu, gak perlu, tidak dulu, ga dulu, gak dulu, nggak
        dulu, ora, mboten, ndak, dereng, durung, enggak, tidak jadi, ga jadi, gak jadi, nggak jadi, kurang minat,
        belum minat, tidak minat, lain kali, mboten rumiyin, mboten riyin, ora sik, ora disik, ora usah, mboten usah,
        mboten sios, ora sido
        """
    ),
    "later": phrases_of_text(
        """
        tanya istri dulu, tanya suami dulu, tanya keluarga dulu, tanya orang tua dulu, bicara dulu, bicarakan dulu,
        diskusi dulu, diskusikan dulu, rembukan dulu, rembugan dulu, rundingan dulu, musyawarah dulu, musyawarah
        keluarga, pikir pikir dulu, pikir dulu, tak pikir dulu, nanti saya kabari, saya kabari, nanti dikabari, nanti
        kabar, kabari lagi, nanti saya hubungi, saya hubungi lagi, nanti saya chat, chat lagi nanti, lihat lihat dulu,
        liat liat dulu, lihat dulu, liat dulu, tahun depan, kapan kapan, nabung dulu, nunggu gajian, kumpulin uang
        dulu, tunggu rezeki, belum ada dana, dananya belum, mengko disik, mangke rumiyin, nanti aja, nanti lagi, besok
        lagi, besok aja, besok saya, salah kirim, salah sambung, salah nomor, salah nomer, salah chat, salah orang
        """
    ),
    "filler": phrases_of_text(
        """
        pak, bu, bapak, ibu, kak, kakak, min, mas, mbak, admin, gan, dong, deh, nih, sih, ya, yaa, tolong, mohon,
        banget, banyak, saya, aku, kami, sangat, nggih, inggih, yo, mawon, wae, kok, kan, kulo, lho, loh, ka, kakaa,
        mbk, bun, bund, om, tante, ustadz, maaf, oh, o, eh, hehe, hehehe, wah, waduh, sekali, sanget, lagi, dulu, dl,
        dlu, jg, juga, sudah, udah, aja, saja, lah, to, tho, nuwun sewu, banget ya
        """
    ),
    "neutral": phrases_of_text(
        """
        sama orang tua, dengan orang tua, bicara dengan orang tua, dengan admin travel lain, bayar parkir, bayar
        bagasi, bayar zakat, bayar dam, bayar fidyah, bayar tol, masih ada yang, masih ada pertanyaan
        """
    ),
}
